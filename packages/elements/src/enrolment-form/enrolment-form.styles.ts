import { css } from 'lit'

export const enrolmentFormStyles = css`
  :host {
    min-block-size: 19.2em;
  }
  :host(:state(member)),
  :host(:state(done)) {
    min-block-size: 0;
  }
  .granted {
    display: grid;
    gap: 0.25em;
    color: var(--_positive);
    font-weight: 600;
  }
  .invitation {
    padding: 0.625em 0.875em;
    border-radius: var(--_control-radius);
    background: var(--_raised);
  }
`
