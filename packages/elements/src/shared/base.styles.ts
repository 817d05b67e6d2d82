import { css } from 'lit'

/**
 * The default look, from a handful of tokens. A host sets the public ones (`--loyalty-accent`) on any element around;
 * light or dark follows the page's `color-scheme`. The private ones (`--_accent`) are what rules use.
 */
export const baseStyles = css`
  :host {
    --_text: var(--loyalty-text, light-dark(#1c1c21, #f1f1f4));
    --_muted: var(--loyalty-muted, light-dark(#5c5c68, #a9a9b6));
    --_surface: var(--loyalty-surface, light-dark(#ffffff, #1d1d23));
    --_raised: var(--loyalty-raised, light-dark(#f5f5f8, #2a2a32));
    --_border: var(--loyalty-border, light-dark(#dcdce3, #3b3b46));
    --_field-border: var(--loyalty-field-border, light-dark(#83838f, #7d7d8b));
    --_accent: var(--loyalty-accent, light-dark(#3d3bd1, #a5a3ff));
    --_on-accent: var(--loyalty-on-accent, light-dark(#ffffff, #14141a));
    --_positive: var(--loyalty-positive, light-dark(#0b6b3a, #6fd49b));
    --_danger: var(--loyalty-danger, light-dark(#b3201f, #ff9c94));
    --_radius: var(--loyalty-radius, 0.75em);
    --_control-radius: var(--loyalty-control-radius, 0.5em);
    --_space: var(--loyalty-space, 1em);
    display: block;
    box-sizing: border-box;
    min-inline-size: 0;
    color: var(--_text);
    font-family: var(--loyalty-font, inherit);
    line-height: 1.4;
    text-align: start;
    overflow-wrap: break-word;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  p,
  h2,
  h3,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  /* no last line of one word */
  p,
  dd,
  li {
    text-wrap: pretty;
  }
  h2,
  h3,
  h4 {
    text-wrap: balance;
  }
  /* texts of the backend run in their own direction, on the side of the line where ours begin */
  .theirs {
    unicode-bidi: plaintext;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .muted {
    color: var(--_muted);
  }
  .note {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .problem {
    color: var(--_danger);
    font-size: 0.9375em;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .failure {
    display: grid;
    gap: 0.375em;
    justify-items: start;
  }
  /* a grey block of the size of what will stand there */
  .bone {
    display: inline-block;
    inline-size: 10em;
    max-inline-size: 100%;
    border-radius: 0.25em;
    background: var(--_raised);
  }
  .bone::before {
    content: '\\200b';
  }
  @media (prefers-reduced-motion: no-preference) {
    .bone {
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
    @keyframes breathe {
      to {
        opacity: 0.55;
      }
    }
  }
  @media (forced-colors: active) {
    .bone {
      border: 1px solid GrayText;
    }
  }
`

/** Buttons that look the same in every element. */
export const buttonStyles = css`
  button,
  a.button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: 2.75em;
    padding: 0.5em 1.1em;
    border: 1px solid transparent;
    border-radius: var(--_control-radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    line-height: 1.2;
    text-decoration: none;
    cursor: pointer;
  }
  button.quiet,
  a.button.quiet {
    border-color: var(--_field-border);
    background: transparent;
    color: var(--_text);
  }
  button.plain {
    /* what is pressed is 24 pixels high, however small its text */
    min-inline-size: 24px;
    min-block-size: max(1.5em, 24px);
    margin-inline: -0.25em;
    padding: 0.125em 0.25em;
    border: 0;
    background: transparent;
    color: var(--_accent);
    font-weight: 500;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  button:hover,
  a.button:hover {
    filter: brightness(1.08);
  }
  button[aria-disabled='true'] {
    cursor: progress;
    opacity: 0.7;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
`
