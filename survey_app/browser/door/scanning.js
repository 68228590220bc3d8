// Reading QR codes with the device's camera, where the browser can do it by itself.

const PAUSE = 250; // milliseconds between looks
const SAME_AGAIN = 4_000; // a code that stays before the camera counts once

export const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * Show the camera in a video element and tell of each code that it sees.
 *
 * @returns {Promise<{stop: () => void}>}  rejects where there is no camera, or it is not allowed
 */
export async function startScanning(video, onCode) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const seen = new Map();
  let isOn = true;
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    if (!isOn) return;
    const codes = await detector.detect(video).catch(() => []);
    const [text] = codes.map(({ rawValue }) => rawValue).filter((one) => Date.now() - (seen.get(one) ?? 0) > SAME_AGAIN);
    for (const { rawValue } of codes) seen.set(rawValue, Date.now());
    if (text && isOn) await onCode(text);
    setTimeout(look, PAUSE);
  };
  look();
  return {
    stop() {
      isOn = false;
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
}
