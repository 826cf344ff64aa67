// Jest setup of the front end: the scaffold's, and what Grafana's own inputs ask of a browser that jsdom lacks.
import './.config/jest-setup';
import { configure } from '@testing-library/react';

// Inputs wait for a pause before they ask, and machines may be busy.
configure({ asyncUtilTimeout: 60_000 });

// Comboboxes measure their texts to size their lists.
HTMLCanvasElement.prototype.getContext = () => ({ measureText: (text) => ({ width: text.length * 8 }) });

// Their lists load more when the end comes into view; nothing is ever in view here.
class NothingInView {
  observe() {}
  unobserve() {}
  disconnect() {}
}
global.IntersectionObserver = NothingInView;

// A library's advertisement on the console.
global.__i18next_supportNoticeShown = true;
