import { css } from 'lit'

export const referralStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 20em;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.875em;
  }
  .title {
    font-size: 1.25em;
    font-weight: 700;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }
  .sides {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .sides > div {
    flex: 1 1 7em;
    min-inline-size: 0;
    padding: 0.625em 0.875em;
    border-radius: var(--_control-radius);
    background: var(--_raised);
  }
  dt {
    color: var(--_muted);
    font-size: 0.875em;
  }
  dd {
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  label {
    display: block;
    margin-block-end: 0.25em;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 500;
  }
  .link {
    display: flex;
    gap: 0.5em;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_field-border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    line-height: 1.2;
    text-overflow: ellipsis;
  }
  button {
    flex: none;
  }
  /* both texts lie in one cell, so that the button keeps its width */
  .swap {
    display: inline-grid;
  }
  .swap > span {
    grid-area: 1 / 1;
  }
  .swap > .after,
  .swap.done > .before {
    visibility: hidden;
  }
  .swap.done > .after {
    visibility: visible;
  }
  .after::before {
    content: '✓ ' / '';
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 0.75em;
  }
  .code {
    display: flex;
    flex: 1 1 auto;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.4em;
    min-inline-size: 0;
  }
  .code bdi {
    min-inline-size: 0;
    font-weight: 700;
    letter-spacing: 0.02em;
    overflow-wrap: anywhere;
  }
  .qr {
    justify-self: center;
    inline-size: 12em;
    max-inline-size: 100%;
    aspect-ratio: 1;
    border-radius: var(--_control-radius);
    overflow: hidden;
    background: #fff;
    forced-color-adjust: none;
  }
  .qr.bone {
    background: var(--_raised);
  }
  .qr svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    fill: #000;
    shape-rendering: crispedges;
  }
  details {
    border-block: 1px solid var(--_border);
  }
  summary {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
    min-block-size: 2.75em;
    padding-block: 0.5em;
    border-radius: 0.25em;
    font-weight: 500;
    list-style: none;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::after {
    content: '';
    flex: none;
    inline-size: 0.5em;
    block-size: 0.5em;
    margin-inline-end: 0.25em;
    border: solid currentcolor;
    border-width: 0 0.125em 0.125em 0;
    rotate: 45deg;
    translate: 0 -0.125em;
  }
  details[open] > summary::after {
    rotate: 225deg;
    translate: 0 0.125em;
  }
  .count {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1em;
  }
  .left {
    font-weight: 400;
  }
  .none {
    display: flex;
    align-items: center;
    min-block-size: 2.75em;
    border-block: 1px solid var(--_border);
  }
  .invitations {
    padding-block-end: 0.5em;
  }
  .invitations li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 1em;
    padding-block: 0.5em;
  }
  .invitations li + li {
    border-block-start: 1px solid var(--_border);
  }
  .invitations .note {
    grid-column: 1;
  }
  .state {
    text-align: end;
  }
  .rewarded {
    color: var(--_positive);
    font-weight: 600;
  }
  .refused {
    color: var(--_muted);
  }
  .worth {
    font-size: 1.125em;
  }
`
