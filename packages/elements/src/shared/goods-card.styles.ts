import { css } from 'lit'

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
