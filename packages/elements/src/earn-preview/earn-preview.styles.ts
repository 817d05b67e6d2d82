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
  /* two lines, whatever there is to say, so that nothing moves */
  .details {
    display: -webkit-box;
    overflow: hidden;
    max-block-size: 2.8em;
    color: var(--_muted);
    font-size: 0.875em;
    line-height: 1.4;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
`
