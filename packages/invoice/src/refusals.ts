/** Why a file cannot be read. */
export const READING_REFUSAL_TEXTS = {
  'paper-kind-unknown': '不能识别这种文件。请上传电子票据原文件（XML、OFD、PDF），或 JPG、PNG 照片。',
  'paper-too-large': '文件太大。照片请控制在 8 MB 以内，电子票据原文件请控制在 8 MB 以内。',
  'paper-damaged': '文件打不开，可能没有下载完整。请重新下载电子票据原文件，或改传照片。',
  'paper-without-text': '文件里没有文字（是扫描图片）。请把这一页存成 JPG 或 PNG 图片再上传。',
  'picture-too-small': '照片太小，字看不清。请靠近一些，让票据占满画面再拍一张。',
  'picture-too-large': '照片尺寸过大。请用普通清晰度（长边不超过 8000 像素）再拍一张。',
  'picture-unclear': '照片看不清。请在光线充足处、票据放平、四角都在画面里再拍一张，避免反光和手影。',
  'reading-took-too-long': '识别超时。请裁去票据以外的部分再上传，或由工作人员录入。',
} as const;
export type ReadingRefusalCode = keyof typeof READING_REFUSAL_TEXTS;
