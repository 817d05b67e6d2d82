import { css } from 'lit'

export const redeemStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 20.5em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .body,
  form {
    display: flex;
    flex-direction: column;
    gap: 0.625em;
  }
  slot,
  .body {
    min-block-size: inherit;
  }
  .fill {
    flex: 1;
  }
  .bone.fill {
    inline-size: 100%;
    border-radius: var(--_radius);
  }
  .body:focus {
    outline: none;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1em;
  }
  .head > * {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .title {
    font-size: 1.125em;
    font-weight: 600;
    line-height: 1.35;
  }
  .title::first-letter {
    text-transform: uppercase;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 1.25em;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset input {
    inline-size: 1.125em;
    block-size: 1.125em;
    margin: 0;
    accent-color: var(--_accent);
  }
  fieldset label {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 1.75em;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em 1em;
  }
  .field {
    display: flex;
    flex: 1 1 7em;
    align-items: center;
    gap: 0.5em;
    min-inline-size: 0;
  }
  .field span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .field input {
    flex: 1 1 4em;
    max-inline-size: 8em;
    min-inline-size: 0;
    min-block-size: 2.5em;
    padding: 0.375em 0.75em;
    border: 1px solid var(--_field-border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 1.125em;
    font-variant-numeric: tabular-nums;
  }
  .field input[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  input[type='range'] {
    inline-size: 100%;
    block-size: max(1.75em, 24px);
    margin: 0;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  .quick {
    display: flex;
    gap: 0.5em;
  }
  .quick button {
    min-block-size: 2em;
    padding: 0.125em 0.75em;
    font-size: 0.9375em;
    font-weight: 500;
  }
  .quick button[aria-pressed='true'] {
    border-color: var(--_accent);
    color: var(--_accent);
  }
  .hint {
    min-block-size: 1.4em;
    font-size: 0.875em;
  }
  .hint > * {
    font-size: inherit;
  }
  /* one of the three at a time, so that nothing moves */
  .hint > :not(:empty, .muted) ~ .muted {
    display: none;
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    margin: 0;
    justify-content: space-between;
    gap: 0 1.5em;
    padding-block: 0.625em 0.25em;
    border-block-start: 1px solid var(--_border);
  }
  dt {
    color: var(--_muted);
    font-size: 0.875em;
  }
  dd {
    min-block-size: 1.4em;
    font-size: 1.125em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .off {
    color: var(--_positive);
  }
  .last {
    text-align: end;
  }
  form > button {
    inline-size: 100%;
    overflow-wrap: anywhere;
  }
  .held {
    display: flex;
    flex-direction: column;
    gap: 0.5em;
    padding: var(--_space);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .taken {
    font-size: 1.125em;
    font-weight: 600;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: 0.5em 1em;
    margin-block-start: auto;
  }
  .row dl {
    padding: 0;
    border: 0;
  }
  .held:focus-visible {
    outline-offset: -2px;
  }
  @media (forced-colors: active) {
    .quick button[aria-pressed='true'] {
      border-color: Highlight;
      color: Highlight;
    }
    .held {
      border: 1px solid CanvasText;
    }
  }
`
