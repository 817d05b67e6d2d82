import { css } from 'lit'

export const rewardListStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 46em);
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
    margin: 0;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--loyalty-reward-width, 15em)), 1fr));
    gap: 1em;
  }
  .card {
    display: grid;
    grid-template-rows: auto 1fr auto;
    overflow: clip;
  }
  .card.bone {
    block-size: 20em;
  }
  .media {
    block-size: 6.5em;
  }
  .plate svg {
    inline-size: 2.75em;
    block-size: 2.75em;
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
  .words {
    padding: 0.75em 1em 0;
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
  .problem:empty,
  .note:empty {
    display: none;
  }
  [part='stale'] {
    margin-block-start: 0.75em;
  }
  .stand-in {
    min-block-size: 20em;
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
      margin-inline: -0.5em;
      padding: 0.25em 0 0;
      border: 0;
      background: none;
      color: var(--_muted);
      font-size: 0.75em;
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
      display: flex;
      flex-wrap: wrap;
      gap: 0.375em;
      align-items: end;
    }
    .price {
      flex: 1000 1 min-content;
    }
    .cost {
      font-size: 1em;
    }
    .terms button {
      flex: 1 0 auto;
      padding-inline: 0.9em;
    }
  }
`
