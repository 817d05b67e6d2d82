import { css } from 'lit'

export const preferencesStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: var(--_room, 89em);
  }
  :host(:state(absent)) {
    display: none;
  }
  :host(:state(left)) {
    min-block-size: 0;
  }
  section + section {
    margin-block-start: 1.75em;
  }
  h3 {
    margin-block-end: 0.625em;
    font-size: 1.0625em;
    font-weight: 600;
  }
  h4 {
    margin: 0;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 600;
  }
  .form {
    display: grid;
    gap: var(--_space);
    max-inline-size: 32em;
  }
  .form > p:empty,
  .note:empty,
  .problem:empty {
    display: none;
  }
  .fixed {
    display: grid;
    gap: 0.75em;
  }
  dt {
    font-weight: 600;
  }
  dd {
    overflow-wrap: anywhere;
  }
  .fixed + .note {
    margin-block-start: calc(0.375em - var(--_space));
  }
  .summary {
    display: grid;
    gap: 0.25em;
    padding: 0.75em 1em;
    border: 1px solid var(--_danger);
    border-radius: var(--_control-radius);
  }
  .summary p {
    font-weight: 600;
  }
  .summary a {
    display: inline-block;
    padding-block: 0.125em;
    color: var(--_danger);
    text-underline-offset: 0.2em;
  }
  .purposes {
    display: grid;
    gap: 1em;
    max-inline-size: 40em;
  }
  .purposes section {
    margin: 0;
  }
  .choice {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 1em;
    padding-block: 0.625em;
    border-block-end: 1px solid var(--_border);
  }
  .choice-text {
    display: grid;
    justify-items: start;
    gap: 0.125em;
    overflow-wrap: anywhere;
  }
  .choice a {
    display: inline-grid;
    align-items: center;
    min-block-size: 24px;
    color: var(--_accent);
    font-size: 0.875em;
    text-underline-offset: 0.2em;
  }
  .choice > .problem,
  .choice > .quiet {
    grid-column: 1 / -1;
    justify-self: start;
  }
  .choice > .quiet {
    margin-block-start: 0.5em;
  }
  .given {
    padding: 0.125em 0.625em;
    border-radius: 1em;
    background: var(--_raised);
    color: var(--_positive);
    font-size: 0.875em;
    font-weight: 600;
  }
  .purposes .note > .plain {
    margin-block-start: 0.375em;
  }
  button.switch {
    flex: none;
    inline-size: 3.25em;
    min-block-size: 2.75em;
    padding: 0 0.25em;
    border: 0;
    background: transparent;
  }
  .switch span {
    position: relative;
    display: block;
    inline-size: 2.75em;
    block-size: 1.5em;
    border: 1px solid var(--_field-border);
    border-radius: 1em;
    background: var(--_surface);
  }
  .switch span::before {
    content: '';
    position: absolute;
    inset-block: 0.1875em;
    inset-inline-start: 0.1875em;
    inline-size: 1em;
    border-radius: 50%;
    background: var(--_field-border);
  }
  .switch[aria-checked='true'] span {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .switch[aria-checked='true'] span::before {
    inset-inline-start: calc(100% - 1.1875em);
    background: var(--_on-accent);
  }
  .below {
    margin-block-start: 0.75em;
  }
  .below ~ :not(:empty) {
    margin-block-start: 0.5em;
  }
  button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  .leave-panel {
    display: grid;
    gap: var(--_space);
    max-inline-size: 36em;
    margin-block-start: 0.75em;
    padding: 1em;
    border: 1px solid var(--_danger);
    border-radius: var(--_radius);
  }
  .leave-panel:focus,
  .left:focus {
    outline: none;
  }
  .leave-panel h4 {
    color: var(--_text);
    font-size: 1.0625em;
  }
  .losses {
    display: grid;
    gap: 0.25em;
    padding-inline-start: 1.25em;
    list-style: disc;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .stand-in {
    max-inline-size: 32em;
    min-block-size: 14em;
  }
  .left {
    display: grid;
    justify-items: start;
    gap: 0.75em;
  }
  .bones {
    display: grid;
    gap: 0.5em;
    justify-items: start;
    max-inline-size: 32em;
  }
  .bones .field {
    inline-size: 100%;
    block-size: 2.75em;
    border-radius: var(--_control-radius);
  }
  .bones .button {
    inline-size: 6em;
    block-size: 2.75em;
    border-radius: var(--_control-radius);
  }
  @media (prefers-reduced-motion: no-preference) {
    .switch span::before {
      transition: inset-inline-start 0.15s;
    }
  }
  @media (forced-colors: active) {
    .switch span::before {
      background: ButtonText;
    }
    .switch[aria-checked='true'] span {
      background: Highlight;
      forced-color-adjust: none;
    }
    .switch[aria-checked='true'] span::before {
      background: HighlightText;
    }
  }
`
