import { css } from 'lit'

export const challengesStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 22.5em;
  }
  :host(:state(absent)) {
    display: none;
  }
  .title {
    min-block-size: 1.25em;
    margin-block-end: 0.6em;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.25;
  }
  section + section,
  section + details,
  details + details {
    margin-block-start: 1.25em;
  }
  h3 {
    font-size: 1em;
    font-weight: 600;
  }
  section > h3 {
    margin-block-end: 0.5em;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  summary h3 {
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 18em), 1fr));
    gap: 1em;
    align-items: start;
  }
  details > .list {
    padding-block-start: 0.5em;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.625em;
    padding: var(--_space);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible {
    outline: 2px solid var(--_accent);
  }
  .card.bone {
    display: block;
    inline-size: auto;
    block-size: 20em;
    background: var(--_raised);
  }
  .head {
    display: flex;
    gap: 0.875em;
    align-items: center;
  }
  .picture {
    flex: none;
    inline-size: 3em;
    block-size: 3em;
    border-radius: 50%;
    object-fit: cover;
  }
  .plate {
    display: grid;
    place-items: center;
    background: var(--_raised);
    color: var(--_accent);
  }
  .completed .plate {
    background: var(--_positive);
    color: var(--_surface);
  }
  .expired .picture {
    filter: grayscale(1);
    opacity: 0.7;
  }
  .plate svg {
    inline-size: 1.625em;
    block-size: 1.625em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .who {
    min-inline-size: 0;
  }
  h4 {
    margin: 0;
    font-size: 1.0625em;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .badge {
    color: var(--_positive);
    font-size: 0.875em;
    font-weight: 600;
  }
  .time,
  .figures {
    color: var(--_muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  .time.ending {
    color: var(--_danger);
    font-weight: 600;
  }
  .text {
    overflow-wrap: anywhere;
    color: var(--_muted);
    font-size: 0.9375em;
    white-space: pre-line;
  }
  .prize {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    font-weight: 600;
  }
  .problem:empty,
  .note:empty {
    display: none;
  }
  .stand-in {
    display: grid;
    gap: 0.75em;
    place-content: center;
    justify-items: center;
    min-block-size: 20em;
    padding: var(--_space);
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }
  @media (prefers-reduced-motion: no-preference) {
    .celebrated {
      animation: celebrate 1.2s ease-out;
    }
    @keyframes celebrate {
      from {
        scale: 0.6;
        opacity: 0;
      }
      35% {
        scale: 1.12;
        opacity: 1;
        box-shadow: 0 0 0 0 var(--_positive);
      }
      to {
        scale: 1;
        box-shadow: 0 0 0 1em transparent;
      }
    }
  }
  @media (forced-colors: active) {
    .plate {
      border: 1px solid CanvasText;
    }
  }
`
