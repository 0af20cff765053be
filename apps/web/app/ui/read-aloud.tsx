import { useEffect, useState } from 'react';

const canSpeak = (): boolean => 'speechSynthesis' in window;

/** Reads a text to who cannot or does not want to read; the same text stands below for who cannot hear. */
export function ReadAloud({ text }: { text: string }) {
  const [isSpeaking, setSpeaking] = useState(false);
  useEffect(() => () => (canSpeak() ? speechSynthesis.cancel() : undefined), []);
  const speak = (): void => {
    speechSynthesis.cancel();
    if (isSpeaking) {
      setSpeaking(false);
      return;
    }
    const words = new SpeechSynthesisUtterance(text);
    words.lang = 'zh-CN';
    words.rate = 0.9;
    words.onend = () => setSpeaking(false);
    words.onerror = () => setSpeaking(false);
    speechSynthesis.speak(words);
    setSpeaking(true);
  };
  return (
    <div className="read-aloud no-print">
      {canSpeak() ? (
        <button type="button" aria-pressed={isSpeaking} onClick={speak}>
          {isSpeaking ? '停下' : '读给我听'}
        </button>
      ) : null}
      <details open={!canSpeak()}>
        <summary>朗读的文字</summary>
        <p>{text}</p>
      </details>
    </div>
  );
}
