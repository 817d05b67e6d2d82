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
  .title {
    min-block-size: 1.25em;
    margin-block-end: 0.6em;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.25;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 20em), 1fr));
    gap: 1em;
    align-items: start;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75em;
    padding: var(--_space);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible {
    outline: 2px solid var(--_accent);
  }
  .card.bone {
    display: block;
    inline-size: auto;
    block-size: 15em;
    background: var(--_raised);
  }
  .head {
    display: flex;
    gap: 0.875em;
    align-items: center;
  }
  .logo {
    flex: none;
    inline-size: 3em;
    block-size: 3em;
    border-radius: var(--_control-radius);
    object-fit: contain;
    background: #ffffff;
  }
  .plate {
    display: grid;
    place-items: center;
    background: var(--_raised);
    color: var(--_accent);
    font-size: 1em;
    font-weight: 700;
  }
  .who {
    min-inline-size: 0;
  }
  h3 {
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
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
  .text {
    overflow-wrap: anywhere;
    color: var(--_muted);
    font-size: 0.9375em;
    white-space: pre-line;
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
    display: grid;
    gap: 0.75em;
    place-content: center;
    justify-items: center;
    min-block-size: 15em;
    padding: var(--_space);
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }
  @media (forced-colors: active) {
    .plate,
    dl {
      border: 1px solid CanvasText;
    }
  }
`
