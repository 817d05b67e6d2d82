import { css } from 'lit'

/** The heading of an element. */
export const titleStyles = css`
  .title {
    min-block-size: 1.25em;
    margin-block-end: 0.6em;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.25;
  }
`

/** What stands where the content would: an invitation to a guest, a word to somebody who has nothing yet, a failure. */
export const standInStyles = css`
  .stand-in {
    display: grid;
    gap: 0.75em;
    place-content: center;
    justify-items: center;
    min-inline-size: 0;
    padding: 1.25em;
    border-radius: var(--_radius);
    background: var(--_raised);
    text-align: center;
  }
  .stand-in p {
    text-wrap: balance;
  }
  .stand-in .failure {
    justify-items: center;
  }
  @media (forced-colors: active) {
    .stand-in {
      border: 1px solid CanvasText;
    }
  }
`

/** One of several things: an offer, a reward, a code, a challenge, a partner. */
export const cardStyles = css`
  .card {
    min-inline-size: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card.bone {
    inline-size: auto;
    border-color: transparent;
    background: var(--_raised);
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible {
    outline: 2px solid var(--_accent);
  }
  .card h3,
  .card h4 {
    margin: 0;
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .card :is(h3, h4, .text) {
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .card .text {
    color: var(--_muted);
    font-size: 0.9375em;
    overflow-wrap: anywhere;
  }
  .card .time {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .card .time.ending {
    color: var(--_danger);
    font-weight: 600;
  }
`

/** Challenges and partners: a picture and a name, then what can be done. */
export const subjectStyles = css`
  .list {
    display: grid;
    gap: 1em;
    align-items: start;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding: var(--_space);
  }
  .card.bone {
    display: block;
  }
  .head {
    display: flex;
    gap: 0.875em;
    align-items: center;
  }
  .who {
    min-inline-size: 0;
  }
  .picture {
    flex: none;
    inline-size: 3em;
    block-size: 3em;
  }
  .plate {
    display: grid;
    place-items: center;
    background: var(--_raised);
    color: var(--_accent);
  }
  .text {
    white-space: pre-line;
  }
  @media (forced-colors: active) {
    .plate {
      border: 1px solid CanvasText;
    }
  }
`

/** Offers, rewards and codes: what it is, of whom, and a code to copy. */
export const goodsStyles = css`
  .words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .kind {
    color: var(--_muted);
    font-size: 0.8125em;
    font-weight: 500;
  }
  .card .text {
    margin-block-start: 0.25em;
  }
  .frame {
    position: relative;
  }
  .media {
    display: block;
    inline-size: 100%;
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
    inline-size: 3em;
    block-size: 3em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
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
  .code {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    min-inline-size: 0;
    min-block-size: 2.75em;
    padding: 0.25em 0.5em 0.25em 0.75em;
    border: 1px dashed var(--_field-border);
    border-radius: var(--_control-radius);
  }
  .code button {
    flex: none;
  }
  code {
    min-inline-size: 0;
    font-family: ui-monospace, monospace;
    font-weight: 600;
    letter-spacing: 0.04em;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .more {
    display: grid;
    place-items: center;
    margin-block-start: 1.25em;
  }
  @media (forced-colors: active) {
    .badge {
      border: 1px solid CanvasText;
    }
  }
`
