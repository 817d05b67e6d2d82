import { css } from 'lit'

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
