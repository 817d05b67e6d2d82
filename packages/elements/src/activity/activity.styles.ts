import { css } from 'lit'

export const activityStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 35em);
  }
  :host(:state(absent)) {
    display: none;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em 1em;
    min-block-size: 2.75em;
    margin-block-end: 0.5em;
  }
  .title {
    min-inline-size: 0;
    margin: 0;
  }
  select {
    min-inline-size: 0;
    max-inline-size: 50%;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_field-border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    text-overflow: ellipsis;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    inline-size: fit-content;
    max-inline-size: 100%;
    min-inline-size: 0;
    margin: 0;
    padding: 0.1875em;
    border: 0;
    border-radius: calc(var(--_control-radius) + 0.1875em);
    background: var(--_raised);
  }
  .filter {
    position: relative;
    display: grid;
    flex: 1 1 auto;
    place-items: center;
    min-inline-size: 0;
    min-block-size: 2.5em;
    padding: 0.25em 0.8em;
    border-radius: var(--_control-radius);
    color: var(--_muted);
    font-weight: 500;
    line-height: 1.2;
    text-align: center;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .filter input {
    position: absolute;
    inset: 0;
    margin: 0;
    appearance: none;
    border-radius: inherit;
    cursor: pointer;
  }
  .filter:hover {
    color: var(--_text);
  }
  .filter:has(input:checked) {
    background: var(--_surface);
    box-shadow: 0 0.0625em 0.1875em light-dark(rgb(0 0 0 / 0.16), rgb(0 0 0 / 0.5));
    color: var(--_text);
    font-weight: 600;
  }
  h3 {
    padding-block: 1em 0.25em;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 600;
  }
  .entry {
    display: grid;
    align-content: center;
    min-block-size: 3.75em;
    padding-block: 0.5em;
  }
  .line {
    display: flex;
    justify-content: space-between;
    gap: 1em;
    min-inline-size: 0;
  }
  .line + .line {
    flex-wrap: wrap;
    gap: 0 1em;
  }
  .line > * {
    min-inline-size: 0;
  }
  .entry + .entry {
    border-block-start: 1px solid var(--_border);
  }
  .text {
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .amount {
    flex: none;
    max-inline-size: 60%;
    text-align: end;
  }
  .state {
    margin-inline-start: auto;
    text-align: end;
  }
  .amount {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .amount.plus {
    color: var(--_positive);
  }
  .pending .amount {
    color: var(--_muted);
  }
  .reversed .amount,
  .reversed .text {
    color: var(--_muted);
  }
  .about,
  .state {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .stand-in {
    min-block-size: 14em;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 1em;
    min-block-size: 2.75em;
    margin-block-start: 0.75em;
  }
  .foot .plain {
    min-block-size: 2.75em;
    font-weight: 500;
  }
  .messages > :empty {
    display: none;
  }
  [part='stale'] {
    margin-block-start: 0.5em;
  }
  .row-bone {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
    min-block-size: 3.75em;
  }
  .row-bone .bone:last-child {
    inline-size: 5em;
  }
  @media (forced-colors: active) {
    .filter:has(input:checked) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
