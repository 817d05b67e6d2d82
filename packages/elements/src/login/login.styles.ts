import { css } from 'lit'

export const loginStyles = css`
  :host {
    min-block-size: 16.2em;
  }
  .providers {
    display: grid;
    gap: 0.5em;
  }
  .or {
    display: flex;
    align-items: center;
    gap: 0.75em;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .or::before,
  .or::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_border);
  }
  :host(:state(member)) {
    min-block-size: 0;
  }
`
