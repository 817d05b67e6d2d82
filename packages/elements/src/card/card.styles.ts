import { css } from 'lit'

export const cardStyles = css`
  :host {
    --_card: var(--loyalty-card-background, var(--_accent));
    --_on-card: var(--loyalty-card-text, var(--_on-accent));
    container-type: inline-size;
    min-block-size: 26.75em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .face {
    display: grid;
    gap: 0.75em 1em;
    inline-size: 100%;
    max-inline-size: 24em;
    min-block-size: 14.5em;
    padding: 1.25em;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_card);
    color: var(--_on-card);
  }
  .face.bone {
    display: block;
    background: var(--_raised);
  }
  .face > * {
    min-inline-size: 0;
  }
  .face.square {
    grid-template-columns: 1fr 8em;
    grid-template-rows: 1fr auto;
  }
  .face.bars {
    grid-template-rows: auto 1fr auto;
  }
  .face.plain {
    grid-template-rows: 1fr auto;
  }
  .program {
    font-size: 1.125em;
    font-weight: 700;
    line-height: 1.25;
  }
  .plate {
    padding: 0.25em;
    border-radius: 0.5em;
    background: #fff;
    color: #000;
    forced-color-adjust: none;
  }
  .square .plate {
    grid-area: 1 / 2;
    align-self: start;
    block-size: 8em;
  }
  .bars .plate {
    min-block-size: 4.75em;
    padding-block: 0.5em;
  }
  svg {
    display: block;
    fill: #000;
    inline-size: 100%;
    block-size: 100%;
    forced-color-adjust: none;
  }
  .square .who {
    grid-column: 1 / -1;
  }
  .holder {
    font-size: 0.9375em;
    overflow-wrap: anywhere;
  }
  .number {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.5em;
  }
  .number bdi {
    overflow-wrap: anywhere;
    font-size: 1.125em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.03em;
  }
  .number .plain {
    color: inherit;
    font-size: 0.875em;
    min-block-size: 1.75em;
  }
  .face :focus-visible {
    outline-color: currentcolor;
  }
  .swap {
    display: inline-grid;
  }
  .swap > * {
    grid-area: 1 / 1;
  }
  .swap:not(.done) .after,
  .swap.done .before {
    visibility: hidden;
  }
  .said:not(:empty) {
    margin-block-start: 0.5em;
  }
  .ways {
    display: grid;
    gap: 0.5em;
    max-inline-size: 24em;
    margin-block-start: 0.75em;
  }
  .ways .bone.button {
    inline-size: 100%;
    block-size: 2.75em;
    border-radius: var(--_control-radius);
  }
  .wallets {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .wallets li {
    display: grid;
    flex: 1 1 auto;
  }
  .wallets a {
    padding-inline: 0.375em;
    font-size: 0.875em;
  }
  .others {
    max-inline-size: 24em;
    margin-block-start: 1.25em;
  }
  h3 {
    margin-block-end: 0.375em;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 600;
  }
  .others li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25em 1em;
    padding-block: 0.5em;
    border-block-start: 1px solid var(--_border);
  }
  .other-text {
    display: grid;
    min-inline-size: 0;
  }
  .other-number {
    overflow-wrap: anywhere;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .link {
    max-inline-size: 24em;
    margin-block-start: 0.5em;
  }
  .form > :not(:empty) {
    margin-block-start: 0.5em;
  }
  .form > :empty:not(slot, .result) {
    display: none;
  }
  .result:has(p) {
    display: grid;
    gap: 0.125em;
    padding: 0.75em 1em;
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .found {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .granted {
    color: var(--_positive);
    font-weight: 600;
  }
  .stand-in {
    max-inline-size: 24em;
    min-block-size: 24.5em;
  }

  /* what a scanner sees: white, whatever the theme of the page */
  .till {
    --_text: #000;
    --_muted: #4a4a52;
    --_field-border: #6b6b76;
    --_accent: #000;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 1em;
    border: 0;
    background: #fff;
    color: #000;
    color-scheme: light;
    overflow: auto;
    forced-color-adjust: none;
  }
  .till[open] {
    display: grid;
    grid-template-rows: auto 1fr;
    gap: 1em;
  }
  .till-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
  }
  .till-head h2 {
    min-inline-size: 0;
    font-size: 1.125em;
    overflow-wrap: anywhere;
  }
  .till-head button {
    flex: none;
  }
  .till-body {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto auto;
    justify-items: center;
    gap: 0.75em;
    min-block-size: 12em;
    text-align: center;
  }
  .till-code {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 9em;
    container-type: size;
  }
  .till-code .square {
    inline-size: 100cqmin;
    block-size: 100cqmin;
    max-inline-size: 36em;
    max-block-size: 36em;
  }
  .till-code .bars {
    max-inline-size: 48em;
    block-size: min(100%, 16em);
  }
  .till-number {
    align-self: center;
    font-size: 1.75em;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .till-body:not(:has(.till-code)) {
    grid-template-rows: auto auto;
    align-content: center;
  }
  .till-number:first-child {
    font-size: 2.5em;
  }
  .till-hint {
    color: var(--_muted);
  }

  @container (inline-size < 20em) {
    .face {
      padding: 1em;
    }
    .face.square {
      grid-template-columns: 1fr 7em;
    }
    .square .plate {
      block-size: 7em;
    }
  }
  @media (forced-colors: active) {
    .face {
      border-color: CanvasText;
    }
  }
`
