"""Two small components of our own: a clock that costs no requests, and a panel whose buttons reach Python."""

from typing import Any

import gradio as gr

_CLOCK_SCRIPT = """
const show = () => {
  const face = element.querySelector('.face'), end = Number(props.value || 0);
  if (!face) return;
  if (!end) { face.textContent = ''; return; }
  const left = Math.max(0, Math.round(end - Date.now() / 1000));
  face.textContent = String(Math.floor(left / 60)).padStart(2, '0') + ':' + String(left % 60).padStart(2, '0');
  face.classList.toggle('low', left < 120);
  if (left === 0 && element.dataset.fired !== String(end)) { element.dataset.fired = String(end); trigger('expired'); }
};
setInterval(show, 500); watch('value', show); show();
"""

_PANEL_SCRIPT = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-cite], [data-retry], [data-claim]');
  if (!button) return;
  if (button.dataset.cite) trigger('cite', { id: button.dataset.cite });
  else if (button.dataset.claim) {
    button.disabled = true;
    trigger('claim', { id: button.dataset.claim, point: button.dataset.point, sentence: button.textContent });
  }
  else trigger('retry', { id: button.dataset.retry });
});
"""


class Clock(gr.HTML):
    """Counts down to `value` (seconds since the epoch; 0: no clock) in the browser, and fires `expired` once.

    A `gr.Timer` would cost two requests a second for each page. The server enforces the deadline by itself.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            value=0,
            html_template="<span class='face' role='timer' aria-label='Time left'></span>",
            css_template=".face{font-variant-numeric:tabular-nums;font-weight:700;font-size:1.2rem}.face.low{color:#b91c1c}",
            js_on_load=_CLOCK_SCRIPT,
            **options,
        )


class Panel(gr.HTML):
    """HTML made by `render` (escaped there); its buttons fire `cite` and `retry` with an id, `claim` with a sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(value="", js_on_load=_PANEL_SCRIPT, **options)
