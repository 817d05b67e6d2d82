import { css } from 'lit'

export const couponsStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 36em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .title {
    min-block-size: 1.5em;
    margin-block-end: 0.6em;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.25;
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
    min-inline-size: 0;
    padding: 1em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card.bone {
    inline-size: auto;
    block-size: 11em;
    background: var(--_raised);
  }
  .words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .partner {
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 500;
  }
  h3 {
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.3;
  }
  .text {
    margin-block-start: 0.25em;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .time {
    margin-block-start: 0.25em;
    color: var(--_muted);
    font-size: 0.875em;
  }
  .time.ending {
    color: var(--_danger);
    font-weight: 600;
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
    display: flex;
    flex: 1000 1 auto;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    min-inline-size: 0;
    min-block-size: 2.75em;
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
  .more {
    display: grid;
    place-items: center;
    margin-block-start: 1em;
  }
  .none {
    padding-block: 1em;
  }
  .stand-in {
    display: grid;
    gap: 0.75em;
    place-content: center;
    justify-items: center;
    min-block-size: 14em;
    padding: 1em;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }
  [part='stale'] {
    margin-block-start: 0.75em;
  }
`
