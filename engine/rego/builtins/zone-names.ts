/** Standard and summer abbreviations of zones, as the IANA data has them; zones not listed are named by offset. */
const NAMES: readonly (readonly [zones: RegExp, standard: string, summer: string])[] = [
  [/^(?:GMT|Etc\/(?:GMT|Greenwich)|Greenwich)$/, 'GMT', 'GMT'],
  [/^(?:UTC|UCT|Zulu|Universal|Etc\/(?:UTC|UCT|Zulu|Universal))$/, 'UTC', 'UTC'],
  [/^(?:EST|MST|HST)$/, '', ''],
  [
    /^(?:America\/(?:New_York|Detroit|Toronto|Montreal|Indiana\/\w+|Indianapolis|Kentucky\/\w+|Nassau|Port-au-Prince|Havana)|US\/(?:Eastern|Michigan|East-Indiana)|EST5EDT|Canada\/Eastern)$/,
    'EST',
    'EDT',
  ],
  [/^(?:America\/(?:Panama|Jamaica|Cancun|Cayman)|Jamaica)$/, 'EST', 'EST'],
  [
    /^(?:America\/(?:Chicago|Winnipeg|Menominee|Matamoros|Mexico_City|Monterrey|Merida|Guatemala|Costa_Rica|El_Salvador|Tegucigalpa|Managua|Regina|Belize|North_Dakota\/\w+)|US\/Central|CST6CDT|Canada\/Central|Mexico\/General)$/,
    'CST',
    'CDT',
  ],
  [
    /^(?:America\/(?:Denver|Boise|Edmonton|Ciudad_Juarez|Phoenix|Hermosillo|Chihuahua|Mazatlan)|US\/(?:Mountain|Arizona)|MST7MDT|Canada\/Mountain)$/,
    'MST',
    'MDT',
  ],
  [/^(?:America\/(?:Los_Angeles|Vancouver|Tijuana)|US\/Pacific|PST8PDT|Canada\/Pacific)$/, 'PST', 'PDT'],
  [/^(?:America\/(?:Anchorage|Juneau|Sitka|Nome|Yakutat)|US\/Alaska)$/, 'AKST', 'AKDT'],
  [/^(?:Pacific\/Honolulu|US\/Hawaii)$/, 'HST', 'HDT'],
  [
    /^(?:America\/(?:Halifax|Moncton|Puerto_Rico|Barbados|Martinique|Thule|Glace_Bay)|Atlantic\/Bermuda|Canada\/Atlantic)$/,
    'AST',
    'ADT',
  ],
  [/^(?:America\/St_Johns|Canada\/Newfoundland)$/, 'NST', 'NDT'],
  [/^(?:Europe\/(?:London|Belfast|Jersey|Guernsey|Isle_of_Man)|GB|GB-Eire)$/, 'GMT', 'BST'],
  [/^(?:Europe\/Dublin|Eire)$/, 'GMT', 'IST'],
  [/^(?:Africa\/(?:Abidjan|Accra|Dakar|Bamako|Monrovia)|Atlantic\/(?:Reykjavik|St_Helena)|Iceland)$/, 'GMT', 'GMT'],
  [/^(?:Europe\/Lisbon|Atlantic\/(?:Madeira|Canary|Faroe)|WET|Portugal)$/, 'WET', 'WEST'],
  [
    /^(?:Europe\/(?:Amsterdam|Andorra|Belgrade|Berlin|Bratislava|Brussels|Budapest|Busingen|Copenhagen|Gibraltar|Ljubljana|Luxembourg|Madrid|Malta|Monaco|Oslo|Paris|Podgorica|Prague|Rome|San_Marino|Sarajevo|Skopje|Stockholm|Tirane|Vaduz|Vatican|Vienna|Warsaw|Zagreb|Zurich)|Africa\/(?:Ceuta|Algiers|Tunis)|Arctic\/Longyearbyen|CET|MET|Poland)$/,
    'CET',
    'CEST',
  ],
  [
    /^(?:Europe\/(?:Athens|Bucharest|Chisinau|Helsinki|Kiev|Kyiv|Mariehamn|Riga|Sofia|Tallinn|Vilnius|Kaliningrad)|Asia\/(?:Beirut|Nicosia|Famagusta|Gaza|Hebron)|Africa\/(?:Cairo|Tripoli)|EET|Egypt)$/,
    'EET',
    'EEST',
  ],
  [/^(?:Europe\/(?:Moscow|Simferopol)|W-SU)$/, 'MSK', 'MSD'],
  [/^(?:Asia\/(?:Jerusalem|Tel_Aviv)|Israel)$/, 'IST', 'IDT'],
  [/^Asia\/(?:Kolkata|Calcutta)$/, 'IST', 'IST'],
  [/^Asia\/Karachi$/, 'PKT', 'PKST'],
  [/^(?:Asia\/(?:Shanghai|Chongqing|Macau|Taipei|Harbin)|PRC|ROC)$/, 'CST', 'CDT'],
  [/^(?:Asia\/Hong_Kong|Hongkong)$/, 'HKT', 'HKST'],
  [/^(?:Asia\/Tokyo|Japan)$/, 'JST', 'JDT'],
  [/^(?:Asia\/(?:Seoul|Pyongyang)|ROK)$/, 'KST', 'KDT'],
  [/^Asia\/Manila$/, 'PST', 'PDT'],
  [/^Asia\/(?:Jakarta|Pontianak)$/, 'WIB', 'WIB'],
  [/^Africa\/(?:Johannesburg|Maseru|Mbabane)$/, 'SAST', 'SAST'],
  [/^Africa\/(?:Lagos|Luanda|Kinshasa|Libreville|Douala|Niamey|Ndjamena)$/, 'WAT', 'WAT'],
  [/^Africa\/(?:Nairobi|Addis_Ababa|Dar_es_Salaam|Kampala|Mogadishu)$/, 'EAT', 'EAT'],
  [/^Africa\/(?:Maputo|Harare|Lusaka|Kigali|Gaborone|Khartoum|Windhoek|Juba)$/, 'CAT', 'CAT'],
  [
    /^Australia\/(?:Sydney|Melbourne|Hobart|Canberra|ACT|NSW|Victoria|Tasmania|Brisbane|Queensland|Lindeman)$/,
    'AEST',
    'AEDT',
  ],
  [/^Australia\/(?:Adelaide|Broken_Hill|Darwin|North|South)$/, 'ACST', 'ACDT'],
  [/^Australia\/(?:Perth|West)$/, 'AWST', 'AWDT'],
  [/^(?:Pacific\/Auckland|Antarctica\/McMurdo|NZ)$/, 'NZST', 'NZDT'],
  [/^Pacific\/(?:Guam|Saipan)$/, 'ChST', 'ChST'],
  [/^Pacific\/(?:Pago_Pago|Midway)$/, 'SST', 'SST'],
];

/** The abbreviation that Go prints for `MST` in a layout; `+04` or `+0530` for zones that have none. */
export function abbreviationOf(name: string, offset: number, isSummer: boolean): string {
  const row = NAMES.find(([zones]) => zones.test(name));
  if (row !== undefined) return row[1] === '' ? name : isSummer ? row[2] : row[1];
  const size = Math.abs(offset);
  const hours = String(Math.floor(size / 3600)).padStart(2, '0');
  const minutes = Math.floor(size / 60) % 60;
  return `${offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : String(minutes).padStart(2, '0')}`;
}
