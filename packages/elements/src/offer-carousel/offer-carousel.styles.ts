import { css } from 'lit'

export const offerCarouselStyles = css`
  :host {
    --_width: min(var(--loyalty-offer-width, 17.5em), 86cqi);
    --_height: var(--loyalty-offer-height, 25em);
    container-type: inline-size;
    min-block-size: calc(var(--_height) + 5.5em);
  }
  :host(:state(absent)) {
    display: none;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
    min-block-size: 2.75em;
    margin-block-end: 0.5em;
  }
  .title {
    min-inline-size: 0;
    margin: 0;
  }
  .arrows {
    display: flex;
    flex: none;
    gap: 0.5em;
  }
  .arrows.idle {
    visibility: hidden;
  }
  .arrows button {
    inline-size: 2.75em;
    padding: 0;
    border-radius: 50%;
  }
  .arrows button span {
    font-size: 1.5em;
    line-height: 1;
    translate: 0 -0.08em;
  }
  .arrows button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.4;
  }
  .list {
    display: flex;
    gap: 1em;
    margin: -0.25em;
    padding: 0.25em 0.25em 0.75em;
    overflow-x: auto;
    overscroll-behavior-inline: contain;
    scroll-padding-inline: 0.25em;
    scroll-snap-type: inline mandatory;
    scrollbar-width: thin;
    border-radius: var(--_radius);
  }
  @media (prefers-reduced-motion: no-preference) {
    .list {
      scroll-behavior: smooth;
    }
  }
  :host([layout='grid']) .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--loyalty-offer-width, 17.5em)), 1fr));
    overflow: visible;
  }
  .card {
    position: relative;
    display: grid;
    flex: none;
    grid-template-rows: 1fr auto;
    grid-template-columns: minmax(0, 1fr);
    inline-size: var(--_width);
    min-block-size: var(--_height);
    overflow: clip;
    scroll-snap-align: start;
  }
  :host([layout='grid']) .card {
    inline-size: auto;
  }
  .title .bone {
    inline-size: 8em;
  }
  .top {
    display: flex;
    flex-direction: column;
    grid-row: 1;
    grid-column: 1;
  }
  .frame {
    flex: none;
  }
  .media {
    block-size: 8.25em;
  }
  .discount {
    --_hue: 25;
  }
  .multiplier {
    --_hue: 280;
  }
  .bonus {
    --_hue: 150;
  }
  .gift {
    --_hue: 340;
  }
  .welcome {
    --_hue: 85;
  }
  .win_back {
    --_hue: 230;
  }
  .draw {
    --_hue: 300;
  }
  .partner {
    --_hue: 200;
  }
  .over .media {
    filter: grayscale(1);
    opacity: 0.6;
  }
  .badge.active {
    background: var(--_positive);
    color: light-dark(#ffffff, #14141a);
  }
  .words {
    padding: 0.75em 1em 0;
  }
  .kind {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* what is cut short stands in the details; the rest fits, and where somebody spaces text out the card grows */
  .long :is(h3, .text) {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  .long:not(.with-code) .text {
    -webkit-line-clamp: 4;
    line-clamp: 4;
  }
  .long.with-code .with-partner + .text {
    -webkit-line-clamp: 1;
    line-clamp: 1;
  }
  .bottom {
    display: grid;
    grid-row: 2;
    grid-template-columns: minmax(0, 1fr);
    grid-column: 1;
    gap: 0.5em;
    padding: 0.5em 1em 0.75em;
  }
  .time {
    min-block-size: 1.4em;
  }
  .code {
    min-block-size: 2.25em;
    padding-block: 0;
  }
  code {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .actions {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75em;
    min-block-size: 2.75em;
  }
  .actions button:not(.plain),
  .actions a {
    min-inline-size: 0;
    padding-inline: 0.9em;
  }
  .actions .done {
    cursor: default;
    opacity: 1;
    color: var(--_positive);
  }
  .plain {
    flex: none;
  }
  .details:not(:first-child) {
    margin-inline-start: auto;
  }
  .message {
    z-index: 1;
    grid-row: 1;
    grid-column: 1;
    align-self: end;
  }
  .message.shown {
    padding: 0.625em 1em;
    border-block-start: 1px solid var(--_border);
    background: var(--_raised);
  }
  .panel {
    z-index: 2;
    display: grid;
    grid-row: 1;
    grid-column: 1;
    gap: 0.5em;
    align-content: start;
    /* as high as what it covers */
    contain: size;
    padding: 1em;
    overflow: auto;
    background: var(--_surface);
    font-size: 0.9375em;
  }
  .panel[hidden] {
    display: none;
  }
  .panel:focus-visible,
  .card:focus-visible {
    outline-offset: -2px;
  }
  .full-title {
    font-weight: 600;
  }
  .terms {
    color: var(--_muted);
    white-space: pre-line;
  }
  .stand-in {
    min-block-size: var(--_height);
  }
  [part='stale'] {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @container (inline-size < 18em) {
    .head {
      gap: 0.5em;
    }
    .title {
      font-size: 1.0625em;
    }
    .actions {
      gap: 0.375em;
    }
    .actions button:not(.plain),
    .actions a {
      padding-inline: 0.5em;
      font-size: 0.9375em;
    }
    .actions button:not(.plain) {
      flex: none;
    }
    .actions .plain {
      flex: 0 1 auto;
      padding-inline: 0;
      font-size: 0.875em;
    }
  }
`
