import { css } from 'lit'

export const balanceStyles = css`
  :host(:not([compact])) {
    container-type: inline-size;
    min-block-size: 8.8em;
  }
  :host([compact]) {
    display: inline-block;
    min-block-size: 1.4em;
    min-inline-size: 6em;
  }
  .title {
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 500;
  }
  .rows {
    display: grid;
    gap: var(--_space);
  }
  .amount {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.35em;
  }
  .number {
    overflow-wrap: anywhere;
    font-size: 2.25em;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.02em;
    line-height: 1.2;
  }
  .number.bone {
    inline-size: 4em;
  }
  :host([compact]) .bone {
    inline-size: 6em;
  }
  .unit {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-size: 1.125em;
  }
  .worth {
    margin-inline-start: auto;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .details {
    display: grid;
    align-content: start;
    min-block-size: 4.2em;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  @container (inline-size < 22em) {
    .number {
      font-size: 1.875em;
    }
  }
  .invitation {
    margin-block: 0.25em 0.75em;
  }
  :host(:state(empty)) .details {
    display: none;
  }
  .owing {
    color: var(--_danger);
  }
  .compact {
    display: inline-flex;
    gap: 0.3em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .compact .number {
    font-size: inherit;
    line-height: inherit;
    letter-spacing: 0;
  }
  .compact .unit {
    font-size: inherit;
  }
`
