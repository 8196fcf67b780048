const DECIMALS_0 = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const DECIMALS_2 =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' +
  'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' +
  'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN ' +
  'NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' +
  'THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG';
const DECIMALS_3 = 'BHD IQD JOD KWD LYD OMR TND';
const DECIMALS_4 = 'CLF UYW';

/**
 * The current codes of ISO 4217 with their number of decimals, as of 2026. Written down because `Intl` lists withdrawn
 * codes, too. Left out are the codes without minor units (metals, drawing rights, XTS for tests, XXX for no currency):
 * no amount could be given in them.
 */
export const currencies: ReadonlyMap<string, number> = new Map(
  [[DECIMALS_0, 0] as const, [DECIMALS_2, 2] as const, [DECIMALS_3, 3] as const, [DECIMALS_4, 4] as const].flatMap(
    ([codes, decimals]) => codes.split(' ').map((code) => [code, decimals] as const),
  ),
);
