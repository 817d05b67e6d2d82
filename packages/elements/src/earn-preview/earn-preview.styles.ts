import { css } from 'lit'

export const earnPreviewStyles = css`
  :host {
    min-block-size: 1.5em;
    line-height: 1.5;
  }
  :host([with-details]) {
    min-block-size: 4em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .bone {
    vertical-align: top;
  }
  .earn {
    color: var(--_muted);
  }
  .amount {
    line-height: 1;
    color: var(--_positive);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  /* room for two lines, so that nothing moves; what takes more is shown all the same */
  .details {
    min-block-size: 2.8em;
    color: var(--_muted);
    font-size: 0.875em;
    line-height: 1.4;
  }
`
