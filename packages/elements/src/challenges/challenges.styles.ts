import { css } from 'lit'

export const challengesStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 22.5em;
  }
  :host(:state(absent)) {
    display: none;
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
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 18em), 1fr));
  }
  details > .list {
    padding-block-start: 0.5em;
  }
  .card {
    gap: 0.625em;
  }
  .card.bone {
    block-size: 20em;
  }
  .picture {
    border-radius: 50%;
    object-fit: cover;
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
  .badge {
    color: var(--_positive);
    font-size: 0.875em;
    font-weight: 600;
  }
  .figures {
    color: var(--_muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
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
    min-block-size: 20em;
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
`
