/** The dialog in which a guest joins or logs in, on any page. The page behind it follows by itself. */
import { bring } from './elements.ts'
import { loyalty } from './loyalty.ts'

const dialog = document.querySelector<HTMLDialogElement>('#club')
let stop = () => {}

export async function openClub(tag: 'loyalty-enrolment-form' | 'loyalty-login'): Promise<void> {
  if (!dialog) return
  await bring(new Set([tag]))
  dialog.querySelector('loyalty-enrolment-form, loyalty-login')?.remove()
  dialog.append(document.createElement(tag))
  dialog.showModal()
  stop()
  // there is nothing more to do in it; a new member reads first what was given
  stop = loyalty.$session.listen(({ status }) => {
    if (status === 'member' && tag === 'loyalty-login') dialog.close()
  })
}

dialog?.addEventListener('close', () => {
  stop()
  dialog.querySelector('loyalty-enrolment-form, loyalty-login')?.remove()
})
dialog?.addEventListener('click', ({ target }) => {
  if (target === dialog) dialog.close()
})
