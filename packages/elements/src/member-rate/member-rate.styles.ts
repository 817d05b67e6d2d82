import { css } from 'lit'

export const memberRateStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 8.1em;
  }
  :host([without-tiers]) {
    min-block-size: 5.35em;
  }
  :host([with-booking]) {
    min-block-size: 11.5em;
  }
  :host([with-booking][without-tiers]) {
    min-block-size: 8.75em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .prices {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5em;
    min-block-size: 2.1em;
  }
  .now {
    font-size: 1.5em;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.01em;
  }
  .now.bone {
    inline-size: 5em;
  }
  .mine.now {
    color: var(--_positive);
  }
  .old {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .nights {
    color: var(--_muted);
    font-size: 0.875em;
    white-space: nowrap;
  }
  .how {
    min-block-size: 1.4em;
    font-weight: 500;
  }
  .how.muted {
    font-weight: 400;
  }
  :host(:state(guest)) .how {
    color: var(--_positive);
    font-weight: 600;
  }
  .next {
    min-block-size: 2em;
    padding-block-start: 0.25em;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75em;
    min-block-size: 1.75em;
  }
  .ways .plain {
    min-block-size: 1.75em;
  }
  .booking {
    margin-block-start: 0.65em;
  }
  table {
    inline-size: 100%;
    max-inline-size: 24em;
    border-collapse: collapse;
    font-size: 0.9375em;
  }
  details {
    max-inline-size: 24em;
  }
  th,
  td {
    padding-block: 0.375em;
    border-block-start: 1px solid var(--_border);
    font-weight: 400;
    text-align: start;
    overflow-wrap: anywhere;
  }
  td {
    font-variant-numeric: tabular-nums;
    text-align: end;
    overflow-wrap: normal;
    white-space: nowrap;
  }
  tr.mine > * {
    font-weight: 600;
  }
  .yours {
    margin-inline-start: 0.5em;
    padding: 0.125em 0.5em;
    border-radius: 1em;
    background: var(--_raised);
    font-size: 0.8125em;
    font-weight: 500;
  }
  @container (inline-size < 22em) {
    .now {
      font-size: 1.3125em;
    }
  }
  @media (forced-colors: active) {
    .yours {
      border: 1px solid CanvasText;
    }
  }
`
