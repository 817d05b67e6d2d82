import { css } from 'lit'

export const partnersStyles = css`
  :host {
    container-type: inline-size;
    /* one row of cards; two, where the page has no room for two beside each other */
    min-block-size: clamp(17.5em, (42em - 100cqi) * 999, 36em);
  }
  :host(:state(absent)) {
    display: none;
  }
  .list {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 20em), 1fr));
  }
  .card {
    gap: 0.75em;
  }
  .card.bone {
    block-size: 15em;
  }
  .picture {
    border-radius: var(--_control-radius);
    object-fit: contain;
  }
  .picture:not(.plate) {
    background: #ffffff;
  }
  .plate {
    font-weight: 700;
  }
  .marks {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75em;
    color: var(--_muted);
    font-size: 0.875em;
  }
  .linked {
    color: var(--_positive);
    font-weight: 600;
  }
  .linked::before {
    content: '✓ ' / '';
  }
  .row:not(:has(*)) {
    display: none;
  }
  .row .plain {
    min-block-size: 2.75em;
  }
  .panel {
    display: grid;
    gap: 0.75em;
    padding-block-start: 0.875em;
    border-block-start: 1px solid var(--_border);
  }
  .panel[hidden] {
    display: none;
  }
  form,
  .ask {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75em;
  }
  .ask:focus {
    outline: none;
  }
  .sure,
  .done {
    font-weight: 600;
  }
  .done {
    color: var(--_positive);
  }
  .error:empty,
  .problem:empty,
  .note:empty {
    display: none;
  }
  .choices {
    display: grid;
    gap: 0.25em;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices legend {
    padding: 0;
    font-weight: 600;
  }
  .choices label {
    display: flex;
    gap: 0.625em;
    align-items: center;
    min-block-size: 2em;
    font-weight: 400;
  }
  .choices input {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    min-block-size: 0;
    accent-color: var(--_accent);
  }
  dl {
    display: grid;
    gap: 0.25em;
    padding: 0.75em 0.875em;
    border-radius: var(--_control-radius);
    background: var(--_raised);
  }
  dl > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    justify-content: space-between;
  }
  dt {
    color: var(--_muted);
  }
  dd {
    min-inline-size: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .get {
    color: var(--_positive);
    font-weight: 600;
  }
  .invitation {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 1em;
    align-items: center;
    margin-block-end: 1em;
  }
  .stand-in {
    min-block-size: 15em;
  }
  @media (forced-colors: active) {
    dl {
      border: 1px solid CanvasText;
    }
  }
`
