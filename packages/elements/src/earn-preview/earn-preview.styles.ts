import { css } from 'lit'

export const earnPreviewStyles = css`
  :host {
    min-block-size: 1.5em;
    line-height: 1.5;
  }
  :host([with-details]) {
    min-block-size: 2.9em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .earn {
    color: var(--_muted);
  }
  .amount {
    color: var(--_positive);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .details {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    min-block-size: 1.6em;
    color: var(--_muted);
    font-size: 0.875em;
    line-height: 1.6;
  }
`
