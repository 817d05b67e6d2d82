import { css } from 'lit'

export const tierProgressStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 17.4em;
  }
  :host([without-benefits]) {
    min-block-size: 11.2em;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5em;
  }
  .title,
  .until {
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 500;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1em;
  }
  .name {
    min-inline-size: 0;
    font-size: 1.625em;
    font-weight: 700;
    letter-spacing: -0.01em;
    line-height: 1.25;
  }
  .metrics {
    display: grid;
    gap: 0.75em;
  }
  .more::first-letter,
  .keep::first-letter {
    text-transform: uppercase;
  }
  .more {
    font-weight: 500;
  }
  .in-words {
    white-space: pre-line;
  }
  .figures {
    color: var(--_muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  .bone.short {
    inline-size: 5em;
  }
  .more .bone {
    inline-size: 15em;
  }
  details {
    border-block-start: 1px solid var(--_border);
  }
  .benefits {
    border-block-end: 1px solid var(--_border);
  }
  .list {
    display: grid;
    gap: 0.5em;
    padding-block: 0.25em 0.875em;
  }
  .list > li {
    position: relative;
    padding-inline-start: 1.5em;
  }
  .list > li::before {
    content: '';
    position: absolute;
    inset-block-start: 0.4em;
    inset-inline-start: 0.25em;
    inline-size: 0.3em;
    block-size: 0.6em;
    border: solid var(--_positive);
    border-width: 0 0.125em 0.125em 0;
    rotate: 40deg;
  }
  .level {
    display: grid;
    grid-template-columns: minmax(0, auto) minmax(0, auto);
    flex: 1;
    gap: 0 1em;
    align-items: baseline;
    justify-content: space-between;
  }
  .level .note {
    font-weight: 400;
  }
  .from::first-letter {
    text-transform: uppercase;
  }
  .from {
    text-align: end;
  }
  .teaser {
    grid-column: 1 / -1;
  }
  .stand-in {
    min-block-size: inherit;
  }
  .level-only {
    display: flex;
    align-items: center;
    min-block-size: 2.75em;
    padding-block: 0.5em;
    border-block-start: 1px solid var(--_border);
    font-weight: 500;
  }
  .top {
    color: var(--_accent);
    font-weight: 600;
  }
  .top::before {
    content: '★ ' / '';
  }
  .raised .title {
    color: var(--_positive);
    font-weight: 700;
  }
  .raised .name {
    inline-size: fit-content;
    animation: arrive 0.9s ease-out;
  }
  @media (prefers-reduced-motion: no-preference) {
    @keyframes arrive {
      from {
        opacity: 0;
        translate: 0 0.3em;
      }
      40% {
        opacity: 1;
        translate: 0 0;
        scale: 1.06;
      }
    }
  }
`
