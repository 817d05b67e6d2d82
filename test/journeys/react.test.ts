import { frameworkJourney } from './frameworks.ts'

frameworkJourney('react')
