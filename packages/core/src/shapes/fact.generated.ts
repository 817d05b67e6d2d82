// Generated from the schemas by packages/core/generate.ts. Do not edit.
import type { Shape } from '../check.ts'

/** A fact, before it leaves the page. */
export const factShape = ["o",{"id":["s",1,200],"at":"t","kind":["e","seen","clicked","enrolled","signed_in","earned","redeemed","activated","shared","accepted","answered","claimed"],"subjectKind?":["e","program","offer","reward","survey","challenge","referral","partner","exchange","cart","coupon","gift_card","claim","card"],"subject?":["s",1,200],"place?":["s",0,40,"^[a-z][a-z0-9-]*$"],"value?":["o",{"currency":["s",1,200],"amount":["i",0]}],"score?":["i",0,10],"method?":["e","code","host","provider","copy","share","qr"],"visit?":["s",1,200]}] as const satisfies Shape
