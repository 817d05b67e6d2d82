import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  // served from any folder
  base: './',
  logLevel: 'warn',
  plugins: [react()],
})
