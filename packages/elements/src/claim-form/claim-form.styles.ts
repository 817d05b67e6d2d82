import { css } from 'lit'

export const claimFormStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 52.5em);
  }
  :host(:state(absent)) {
    display: none;
  }
  :host(:state(done)) {
    min-block-size: 0;
  }
  section {
    max-inline-size: 32em;
    margin-block-start: 2em;
  }
  h3 {
    margin-block-end: 0.5em;
    font-size: 1.0625em;
    font-weight: 600;
  }
  .claims {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75em;
  }
  .claim {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.25em;
    padding: 0.875em var(--_space);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .claim:focus {
    outline: 2px solid var(--_accent);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 1em;
    align-items: baseline;
    justify-content: space-between;
  }
  .reference {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-weight: 600;
  }
  .badge {
    flex: none;
    padding: 0.0625em 0.625em;
    border-radius: 1em;
    background: var(--_raised);
    font-size: 0.8125em;
    font-weight: 600;
  }
  .badge.accepted {
    color: var(--_positive);
  }
  .badge.refused {
    color: var(--_danger);
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.875em;
    overflow-wrap: anywhere;
    color: var(--_muted);
    font-size: 0.9375em;
    font-variant-numeric: tabular-nums;
  }
  .granted {
    color: var(--_positive);
    font-weight: 600;
  }
  .answer {
    margin-block-start: 0.25em;
    padding-inline-start: 0.75em;
    border-inline-start: 0.1875em solid var(--_border);
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .conflict .plain {
    min-block-size: 1.75em;
  }
  .conflict {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 0.75em;
    align-items: center;
  }
  .done:focus {
    outline: none;
  }
  .done {
    display: grid;
    gap: 0.5em;
    justify-items: start;
    max-inline-size: 32em;
    padding: var(--_space);
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .stand-in {
    max-inline-size: 32em;
    min-block-size: 14em;
  }
  @media (forced-colors: active) {
    .badge,
    .done {
      border: 1px solid CanvasText;
    }
  }
`
