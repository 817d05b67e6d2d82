import { css } from 'lit'

export const surveyStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 18.5em;
  }
  :host([without-notes]) {
    min-block-size: 0;
  }
  :host(:state(absent)),
  :host([without-notes]:is(:state(loading), :state(guest), :state(empty), :state(failed))) {
    display: none;
  }
  :host(:state(dismissed)) {
    min-block-size: 0;
  }
  form,
  .thanks {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75em;
    max-inline-size: 36em;
  }
  .thanks:focus,
  .dismissed:focus {
    outline: none;
  }
  .title {
    font-size: 1.125em;
    font-weight: 600;
    line-height: 1.35;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .prize {
    color: var(--_positive);
    font-size: 0.9375em;
    font-weight: 600;
  }
  .answers[aria-invalid='true'] {
    box-shadow: none;
  }
  [aria-invalid='true'] .nps label {
    border-color: var(--_danger);
  }
  .scale {
    display: grid;
    gap: 0.375em;
  }
  .nps {
    grid-template-columns: repeat(11, minmax(0, 1fr));
  }
  .rating {
    grid-template-columns: repeat(5, minmax(2.75em, 3.25em));
  }
  /* on a phone all eleven still stand in one row; on a small one they would be too thin to press */
  @container (inline-size < 30em) {
    .nps {
      gap: 0.25em;
      font-size: 0.9375em;
    }
    .nps label {
      min-block-size: 3em;
    }
  }
  @container (inline-size < 20em) {
    .nps {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }
  }
  .scale label {
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: 2.75em;
    border-radius: var(--_control-radius);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  .nps label {
    border: 1px solid var(--_field-border);
    background: var(--_surface);
  }
  .nps label:hover {
    border-color: var(--_accent);
  }
  .nps .on {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  /* the radio itself lies over the whole field, unseen: a press anywhere is a press on it */
  .scale input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .scale label:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .rating svg {
    inline-size: 2em;
    block-size: 2em;
    fill: transparent;
    stroke: var(--_field-border);
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .rating label:hover svg {
    stroke: var(--_accent);
  }
  .rating .on svg {
    fill: var(--_accent);
    stroke: var(--_accent);
  }
  .ends {
    display: flex;
    gap: 1em;
    justify-content: space-between;
    margin-block-start: 0.375em;
    color: var(--_muted);
    font-size: 0.875em;
  }
  .ends :last-child {
    text-align: end;
  }
  .rating + .ends {
    max-inline-size: 18.5em;
  }
  .choices {
    display: grid;
    gap: 0.25em;
  }
  .choices label {
    display: flex;
    gap: 0.75em;
    align-items: center;
    min-block-size: 2.5em;
    font-weight: 400;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .choices input {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    min-block-size: 0;
    accent-color: var(--_accent);
  }
  .error:empty,
  .problem:empty,
  .note:empty {
    display: none;
  }
  .actions .plain {
    min-block-size: 2.75em;
    margin: 0;
  }
  .thanks {
    align-content: center;
    justify-items: start;
    min-block-size: inherit;
  }
  .granted {
    color: var(--_positive);
    font-weight: 600;
  }
  .stand-in {
    min-block-size: 18.5em;
  }
  .bones {
    display: grid;
    gap: 0.75em;
  }
  .bones .scale-bone {
    inline-size: 100%;
    block-size: 2.75em;
  }
  @media (forced-colors: active) {
    .nps .on {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }
    .rating svg {
      stroke: CanvasText;
    }
    .rating .on svg {
      fill: Highlight;
      stroke: Highlight;
    }
  }
`
