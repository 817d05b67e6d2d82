import { css } from 'lit'

/** `<progress>` that looks the same in every element and engine. A host sets `--loyalty-progress-bar` and `--loyalty-progress-track`. */
export const progressStyles = css`
  progress {
    display: block;
    appearance: none;
    inline-size: 100%;
    block-size: 0.625em;
    margin-block: 0.375em;
    border: 0;
    border-radius: 1em;
    background: var(--_track);
    overflow: hidden;
    --_track: var(--loyalty-progress-track, light-dark(#e6e6ee, #34343e));
    --_bar: var(--loyalty-progress-bar, var(--_accent));
  }
  progress::-webkit-progress-bar {
    background: var(--_track);
  }
  progress::-webkit-progress-value {
    border-radius: 1em;
    background: var(--_bar);
  }
  progress::-moz-progress-bar {
    border-radius: 1em;
    background: var(--_bar);
  }
  @media (prefers-reduced-motion: no-preference) {
    progress::-webkit-progress-value {
      transition: inline-size 0.5s ease-out;
    }
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
      forced-color-adjust: none;
      --_track: Canvas;
      --_bar: Highlight;
    }
  }
`
