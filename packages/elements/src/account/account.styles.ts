import { css } from 'lit'

export const accountStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 66em);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: 0.5em 1em;
    min-block-size: 4em;
    margin-block-end: 1em;
  }
  .who {
    min-inline-size: 0;
    flex: 1 1 8em;
  }
  h2 {
    font-size: 1.5em;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  h2:focus {
    outline: none;
  }
  .standing {
    min-block-size: 1.4em;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .welcome:not(:empty) {
    margin-block-end: 1em;
    padding: 0.75em 1em;
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_positive);
    font-weight: 600;
  }
  .problem:not(:empty) {
    margin-block-end: 1em;
  }
  slot[name='header']::slotted(*) {
    margin-block-end: 1em;
  }
  .tabs {
    display: none;
    flex-wrap: wrap;
    gap: 0.375em;
    margin-block-end: 1.75em;
  }
  .tab {
    padding-inline: 0.65em;
    background: var(--_raised);
    color: var(--_text);
    font-weight: 500;
  }
  .tab[aria-selected='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .picker {
    display: grid;
    gap: 0.375em;
    margin-block-end: 1.75em;
    font-weight: 600;
  }
  select {
    inline-size: 100%;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_field-border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: max(1em, 16px);
    font-weight: 400;
  }
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2.5em;
    align-items: start;
  }
  .panel[hidden] {
    display: none;
  }
  .panel:focus-visible {
    outline-offset: 0.5em;
  }
  .stand-in {
    min-block-size: 16em;
  }
  .guest {
    display: grid;
    justify-items: start;
    gap: 0.75em;
  }
  .doors {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(18em, 100%), 1fr));
    gap: 1.5em;
    inline-size: 100%;
    margin-block-start: 0.5em;
  }
  .door {
    min-inline-size: 0;
    padding: 1.25em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  /* the room of the forms, whose code comes after the doors */
  .door[part='join'] {
    min-block-size: calc(21.7em + 2px);
  }
  .door[part='login'] {
    min-block-size: calc(18.7em + 2px);
  }
  .bones {
    display: grid;
    gap: 1.25em;
  }
  .head .bone {
    inline-size: 9em;
  }
  .bone.line {
    inline-size: 100%;
    block-size: 2.75em;
    border-radius: var(--_control-radius);
  }
  .bone.block {
    inline-size: 100%;
    block-size: 16em;
    border-radius: var(--_radius);
  }
  @container (inline-size >= 44em) {
    .tabs {
      display: flex;
    }
    .picker {
      display: none;
    }
    .panel.overview {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .panel.overview > .bones {
      grid-column: 1 / -1;
    }
    /* beside the card what is short, one below the other */
    .with-card ::slotted(loyalty-card) {
      grid-area: 1 / 1 / span 3;
    }
    .with-card ::slotted(:not(loyalty-card)) {
      grid-column: 2;
    }
  }
  @container (inline-size < 24em) {
    .door {
      padding: 1em;
    }
  }
  @media (forced-colors: active) {
    .tab {
      border-color: ButtonBorder;
    }
    .tab[aria-selected='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`
