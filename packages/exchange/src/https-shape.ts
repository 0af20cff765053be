/** The one path and content type of the exchange between nodes. */
export const EXCHANGE_PATH = '/exchange/1';
export const FRAME_TYPE = 'application/vnd.zhijie.frame';
