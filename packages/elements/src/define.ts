import './balance/define.ts'
import './provider/define.ts'
import './earn-preview/define.ts'
import './tier-progress/define.ts'
