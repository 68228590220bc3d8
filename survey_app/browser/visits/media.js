// The form's own pictures and recordings, shown from the device's database.
const SHOWN = "img[src], audio[src], video[src], source[src]";

/**
 * Let what stands in a container show what is kept here.
 *
 * @param {Map<string, Blob>} media  from store.media(id)
 * @returns {() => void}  to be called when the container is emptied
 */
export function showMedia(container, media) {
  const urls = [];
  for (const element of container.querySelectorAll(SHOWN)) {
    const blob = media.get(element.getAttribute("src"));
    if (!blob) continue;
    urls.push(URL.createObjectURL(blob));
    element.src = urls.at(-1);
  }
  return () => urls.forEach((url) => URL.revokeObjectURL(url));
}
