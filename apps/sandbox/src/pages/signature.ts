import { type Html, html } from '@zhijie/web/html';
import { exampleMobileApp, type HeaderExplanation } from '@zhijie/wire';
import type { MarkedText, SignAnswer } from '../signature/explain.ts';

export type SignaturePage = {
  readonly sent: ReadonlyMap<string, string>;
  readonly mobile: SignAnswer | null;
  readonly header: HeaderExplanation | null;
  readonly error: string;
};

const EXAMPLE = `{"appId":"${exampleMobileApp.appId}","version":"2.0.1","note":"","data":{"amount":1.50}}`;

const area = (name: string, label: string, value: string, hint = ''): Html =>
  html`<p><label for="${name}">${label}</label><textarea id="${name}" name="${name}" spellcheck="false"
  placeholder="${hint}">${value}</textarea></p>`;

const input = (name: string, label: string, value: string, hint = ''): Html =>
  html`<p><label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" placeholder="${hint}"
  autocomplete="off" spellcheck="false"></p>`;

const fact = (name: string, value: string): Html =>
  html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`;

const marked = ({ before, character, after }: MarkedText): Html =>
  html`<code>…${before}<mark>${character ?? '（文末）'}</mark>${after}</code>`;

function differencePart(difference: SignAnswer['difference']): Html | null {
  if (difference === null) return null;
  if (difference === 'same') return html`<p class="yes">✓ 对方的待签文本与我方相同</p>`;
  const { at, ours, theirs, mistakes } = difference;
  return html`<div class="note stop difference"><p><strong>✗ 第 ${at + 1} 个字符起不同</strong></p>
<p>我方 ${marked(ours)}</p><p>对方 ${marked(theirs)}</p>
${mistakes.map((each) => html`<p>原因：${each.text}</p>`)}</div>`;
}

function theirsPart(theirs: SignAnswer['theirs']): Html | null {
  if (theirs === null) return null;
  const { form, fits, mistake, raw, der, base64 } = theirs;
  const verdict =
    fits === null
      ? html`<p>没有公钥，未验签</p>`
      : fits
        ? html`<p class="yes">✓ 签名与我方待签文本相符</p>`
        : html`<p class="bad">✗ 签名与我方待签文本不符${mistake === null ? '' : `：${mistake.text}`}</p>`;
  return html`<h3>对方签名（${form}）</h3>${verdict}<dl class="facts">
${fact('r‖s', raw)}${fact('DER', der)}${fact('Base64', base64)}</dl>`;
}

function mobilePart(answer: SignAnswer): Html {
  const { canonical, dropped, sm3, signedDigest, ours } = answer;
  return html`<section class="card" aria-labelledby="result"><h2 id="result">结果</h2>
${differencePart(answer.difference)}<h3>我方待签文本</h3><pre class="raw">${canonical}</pre>
${dropped.length === 0 ? null : html`<p class="small">去掉的空值字段：${dropped.join('、')}</p>`}
<dl class="facts">${fact('SM3', sm3)}${signedDigest === null ? null : fact('SM3(ZA‖文本)', signedDigest)}
${ours === null ? null : [fact('r‖s', ours.raw), fact('DER', ours.der), fact('Base64', ours.base64)]}</dl>
<p class="small">${ours === null ? '填了私钥才给出我方签名。' : 'SM2 签名每次不同；signData 填 Base64（r‖s）。'}</p>
${theirsPart(answer.theirs)}</section>`;
}

function headerPart(answer: HeaderExplanation): Html {
  const { text, signature, headers, matches, mistake } = answer;
  const verdict =
    matches === null
      ? null
      : matches
        ? html`<p class="yes">✓ 签名相符</p>`
        : html`<p class="bad">✗ 签名不符${mistake === null ? '：请逐字核对待签文本' : `：${mistake}`}</p>`;
  return html`<section class="card" aria-labelledby="header-result"><h2 id="header-result">结果</h2>${verdict}
<h3>待签文本</h3><pre class="raw">${text}</pre><dl class="facts">${fact('签名', signature)}</dl>
<h3>应发送的请求头</h3><pre class="raw">${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}</pre></section>`;
}

function mobileForm(of: (name: string, otherwise?: string) => string): Html {
  return html`<form method="post" action="/sandbox/signature" class="card">
<input type="hidden" name="style" value="mobile">
${area('body', '外层报文（含明文 data 或密文 encData）', of('body', EXAMPLE))}
<div class="grid">${input('appSecret', 'appSecret', of('appSecret'), '应用密钥')}
${input('privateKey', 'SM2 私钥（可不填）', of('privateKey'), 'PEM、十六进制或 Base64')}
${input('publicKey', 'SM2 公钥（可不填）', of('publicKey'))}
${input('signature', '对方签名（可不填）', of('signature'), '默认用报文中的 signData')}</div>
${area('canonical', '对方的待签文本（可不填）', of('canonical'), '贴上您的程序拼出的文本，标出第一处不同')}
<div class="actions"><button>核对</button><button class="quiet" name="download" value="yes">下载测试向量</button>
</div></form>`;
}

function headerForms(of: (name: string, otherwise?: string) => string): Html {
  return html`<h2>x-tif 请求头</h2><form method="post" action="/sandbox/signature" class="card">
<input type="hidden" name="style"
value="x-tif"><div class="grid">
${input('account', 'x-tif-paasid', of('account'))}${input('secret', '密钥', of('secret'))}
${input('timestamp', 'x-tif-timestamp（秒）', of('timestamp'))}${input('nonce', 'x-tif-nonce', of('nonce'))}
${input('tifSignature', '您的 x-tif-signature（可不填）', of('tifSignature'))}</div><button>核对</button></form>
<h2>CSB 请求头</h2><form method="post" action="/sandbox/signature" class="card">
<input type="hidden" name="style" value="csb">
<div class="grid">${input('accessKey', '_api_access_key', of('accessKey'))}
${input('secretKey', 'SK', of('secretKey'))}
${input('apiName', '_api_name', of('apiName'))}
${input('apiVersion', '_api_version', of('apiVersion', '1.0.0'))}
${input('apiTimestamp', '_api_timestamp（毫秒）', of('apiTimestamp'))}
${input('csbSignature', '您的 _api_signature（可不填）', of('csbSignature'))}</div><button>核对</button></form>
<h2>apikey 请求头</h2><p>只有一个头 <code>apikey: 密钥</code>，不签名，没有可以算错的地方。</p>
<p>网关拒绝时请核对密钥本身和头的名字。</p>`;
}

/** The application that this network knows, with keys that everybody knows. */
const exampleApp = html`<details class="card"><summary>沙箱认识的测试应用：这样加密签名的报文，本机
<code>/org/local/api/hos/…</code> 都收</summary><dl class="facts">
${fact('appId', exampleMobileApp.appId)}${fact('appSecret', exampleMobileApp.appSecret)}
${fact('应用私钥（签请求）', exampleMobileApp.privateKey)}
${fact('平台公钥（验答复）', exampleMobileApp.platformPublicKey)}</dl>
<p class="small">每一步的已知结果（密钥、密文、待签文本、签名）：spec/vectors/wire/mobile-gateway.json</p></details>`;

/** The laboratory: what we sign, step by step, and where yours first differs. */
export function signaturePage({ sent, mobile, header, error }: SignaturePage): Html {
  const of = (name: string, otherwise = ''): string => sent.get(name) ?? otherwise;
  return html`<h1>签名实验室</h1><p>只用测试密钥：贴到这里的正式密钥等于公开。内容不保存、不记录。</p>
${error === '' ? null : html`<p class="note stop" role="alert">${error}</p>`}
${mobile === null ? null : mobilePart(mobile)}${header === null ? null : headerPart(header)}
<h2>移动支付和电子凭证网关（SM3、SM2）</h2>${exampleApp}${mobileForm(of)}${headerForms(of)}`;
}
