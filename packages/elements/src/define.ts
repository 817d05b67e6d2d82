import './balance/define.ts'
import './provider/define.ts'
