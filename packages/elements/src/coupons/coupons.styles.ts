import { css } from 'lit'

export const couponsStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 36em);
  }
  :host(:state(absent)) {
    display: none;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--loyalty-coupon-width, 19em)), 1fr));
    gap: 1em;
  }
  .card {
    display: grid;
    grid-template-rows: 1fr auto auto;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75em;
    padding: var(--_space);
  }
  .card.bone {
    block-size: 11em;
  }
  .time {
    margin-block-start: 0.25em;
  }
  .deeds {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    min-inline-size: 0;
  }
  .deeds > * {
    min-inline-size: 0;
  }
  .deeds > [part='use'] {
    flex: 1 0 auto;
    padding-inline: 0.9em;
  }
  .deeds .note {
    flex: 1 0 100%;
  }
  .note:empty {
    display: none;
  }
  .code {
    flex: 1000 1 auto;
  }
  .old code {
    color: var(--_muted);
    text-decoration: line-through;
  }
  .card summary {
    min-block-size: 1.75em;
    padding-block: 0.125em;
    color: var(--_muted);
    font-size: 0.875em;
  }
  .terms {
    padding-block: 0.25em;
    color: var(--_muted);
    font-size: 0.875em;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .past {
    border-block-start: 1px solid var(--_border);
  }
  .past:first-of-type {
    margin-block-start: 1.25em;
  }
  .past .list {
    padding-block: 0.25em 1em;
  }
  .none {
    padding-block: 1em;
  }
  .stand-in {
    min-block-size: 14em;
  }
  [part='stale'] {
    margin-block-start: 0.75em;
  }
`
