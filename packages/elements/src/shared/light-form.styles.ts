import { css } from 'lit'

/** The fields of a form in light DOM. These rules are nested into one that names the form: see `light-form.ts`. */
export const fieldStyles = css`
  .field,
  .group {
    grid-template-columns: minmax(0, 1fr);
  }
  .field {
    display: grid;
    gap: 0.375em;
    min-inline-size: 0;
  }
  label {
    font-weight: 600;
  }
  .mark {
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 400;
  }
  .hint,
  .error {
    margin: 0;
    font-size: 0.875em;
  }
  .hint {
    color: var(--_muted);
  }
  .error {
    color: var(--_danger);
    font-weight: 500;
  }
  input,
  select,
  textarea {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 2.75em;
    margin: 0;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_field-border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    /* a smaller one makes phones zoom in */
    font-size: max(1em, 16px);
  }
  textarea {
    min-block-size: 5em;
    resize: vertical;
  }
  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  [aria-invalid='true'] {
    border-color: var(--_danger);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  .code input {
    max-inline-size: 9em;
    font-size: 1.375em;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.25em;
  }
  .tick {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.25em 0.75em;
  }
  .tick label {
    padding-block: 0.0625em;
    font-weight: 400;
  }
  .tick > :not(input, label) {
    grid-column: 2;
  }
  .tick a {
    display: inline-grid;
    align-items: center;
    justify-self: start;
    min-block-size: 24px;
    color: var(--_accent);
    font-size: 0.875em;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .tick input {
    inline-size: 1.5em;
    block-size: 1.5em;
    min-block-size: 0;
    padding: 0;
    accent-color: var(--_accent);
    font-size: 1em;
  }
  .tick [aria-invalid='true'] {
    outline: 2px solid var(--_danger);
    outline-offset: 1px;
    box-shadow: none;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 1em;
  }
  .rows {
    flex-direction: column;
    align-items: start;
  }
  @container (inline-size < 24em) {
    .actions > :is(button, a.button):not(.plain) {
      flex: 1 1 auto;
    }
    .rows > button:not(.plain) {
      align-self: stretch;
    }
  }
  button.plain {
    min-inline-size: 1.5em;
    gap: 0.3em;
    font-weight: 500;
  }
  button.plain[aria-disabled='true'] {
    color: var(--_muted);
    opacity: 1;
    text-decoration: none;
  }
  .group {
    display: grid;
    gap: 0.75em;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`
