import { css } from 'lit'

export const rewardListStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 46em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0.25em 1em;
    min-block-size: 2.25em;
    margin-block-end: 0.75em;
  }
  .title {
    min-inline-size: 0;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.25;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--loyalty-reward-width, 15em)), 1fr));
    gap: 1em;
  }
  .card {
    display: grid;
    grid-template-rows: auto 1fr auto;
    min-inline-size: 0;
    overflow: clip;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card.bone {
    inline-size: auto;
    block-size: 20em;
    background: var(--_raised);
  }
  .frame {
    position: relative;
  }
  .media {
    display: block;
    inline-size: 100%;
    block-size: 6.5em;
    object-fit: cover;
    background: var(--_raised);
  }
  .plate {
    --_hue: 260;
    display: grid;
    place-items: center;
    background: light-dark(oklch(0.94 0.035 var(--_hue)), oklch(0.3 0.05 var(--_hue)));
    color: light-dark(oklch(0.5 0.13 var(--_hue)), oklch(0.8 0.1 var(--_hue)));
  }
  .plate svg {
    inline-size: 2.75em;
    block-size: 2.75em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .coupon {
    --_hue: 25;
  }
  .gift_card {
    --_hue: 200;
  }
  .product {
    --_hue: 340;
  }
  .service {
    --_hue: 150;
  }
  .draw {
    --_hue: 85;
  }
  .locked .media,
  .sold_out .media {
    filter: grayscale(1);
    opacity: 0.7;
  }
  .badge {
    position: absolute;
    inset-block-start: 0.75em;
    inset-inline-start: 0.75em;
    padding: 0.125em 0.625em;
    border-radius: 1em;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.8125em;
    font-weight: 600;
  }
  .words {
    min-inline-size: 0;
    padding: 0.75em 1em 0;
    overflow-wrap: anywhere;
  }
  .kind {
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 500;
  }
  h3 {
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.3;
  }
  h3:focus,
  .yours:focus,
  .question:focus {
    outline: none;
  }
  h3:focus-visible,
  .yours:focus-visible,
  .question:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 0.25em;
    border-radius: 0.125em;
  }
  .text {
    margin-block-start: 0.25em;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .bottom {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.25em;
    align-content: end;
    padding: 0.625em 1em 1em;
  }
  .terms {
    display: grid;
    gap: 0.625em;
  }
  .cost {
    font-size: 1.0625em;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .standing {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .question,
  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5em;
    padding-block-start: 0.625em;
    border-block-start: 1px solid var(--_border);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .actions > * {
    flex: 1 1 auto;
  }
  .yours {
    color: var(--_positive);
    font-weight: 600;
  }
  .yours::before {
    content: '✓ ' / '';
  }
  .code {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    min-block-size: 2.5em;
    padding: 0.25em 0.5em 0.25em 0.75em;
    border: 1px dashed var(--_field-border);
    border-radius: var(--_control-radius);
  }
  code {
    min-inline-size: 0;
    font-family: ui-monospace, monospace;
    font-weight: 600;
    letter-spacing: 0.04em;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .code button {
    flex: none;
  }
  .problem:empty,
  .note:empty {
    display: none;
  }
  .more {
    display: grid;
    place-items: center;
    margin-block-start: 1.25em;
  }
  [part='stale'] {
    margin-block-start: 0.75em;
  }
  .stand-in {
    display: grid;
    gap: 0.75em;
    place-content: center;
    justify-items: center;
    min-block-size: 20em;
    padding: 1em;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }
  /* on a phone a card lies: the plate beside the words */
  @container (inline-size < 32em) {
    .list {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.75em;
    }
    .card {
      grid-template-rows: auto auto;
      grid-template-columns: 5.5em minmax(0, 1fr);
    }
    .card.bone {
      block-size: 10em;
    }
    .frame {
      margin-block-start: 0.75em;
      margin-inline-start: 0.75em;
    }
    .media {
      block-size: 4.75em;
      border-radius: var(--_control-radius);
    }
    .plate svg {
      inline-size: 2.25em;
      block-size: 2.25em;
    }
    .badge {
      position: static;
      display: block;
      padding: 0.25em 0 0;
      background: none;
      color: var(--_muted);
      text-align: center;
    }
    .bottom {
      grid-column: 1 / -1;
      padding: 0.5em 0.75em 0.75em;
    }
    .words {
      padding: 0.75em 0.75em 0;
    }
    .terms {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: end;
    }
  }
  @media (forced-colors: active) {
    .badge {
      border: 1px solid CanvasText;
    }
  }
`
