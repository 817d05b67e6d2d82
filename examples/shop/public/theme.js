// Before the first paint: the appearance that was chosen here, else the system's.
try {
  const theme = localStorage.getItem('stride:theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // no storage: the system's appearance
}
