import { css } from 'lit'

export const giftCardStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 38em);
  }
  :host(:state(absent)) {
    display: none;
  }
  section {
    margin-block-end: 1.5em;
  }
  h3 {
    margin-block-end: 0.5em;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 600;
  }
  .cards {
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25em 1em;
    min-block-size: 4em;
    padding: 0.625em 1em;
  }
  .card + .card {
    border-block-start: 1px solid var(--_border);
  }
  .card > * {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .card > :first-child {
    flex: 1 1 9em;
  }
  .number {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.04em;
  }
  .standing {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .money {
    margin-inline-start: auto;
    font-size: 1.25em;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .card:not(.active) .money,
  .card:not(.active) .number {
    color: var(--_muted);
  }
  .more {
    margin-block-start: 0.5em;
  }
  .form {
    max-inline-size: 32em;
  }
  .result:not(:empty) {
    display: grid;
    gap: 0.125em;
    margin-block-start: 1em;
    padding: 0.875em 1em;
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .found {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .messages > :not(:empty) {
    margin-block-start: 0.75em;
  }
  .stand-in {
    margin-block-end: 1.5em;
  }
  [part='stale'] {
    margin-block-start: 0.5em;
  }
  .bones {
    display: grid;
    gap: 0.5em;
    justify-items: start;
    max-inline-size: 32em;
  }
  .bones .field {
    inline-size: 100%;
    block-size: 2.75em;
    margin-block-end: 1.75em;
    border-radius: var(--_control-radius);
  }
  .bones .button {
    inline-size: 9em;
    block-size: 2.75em;
    border-radius: var(--_control-radius);
  }
`
