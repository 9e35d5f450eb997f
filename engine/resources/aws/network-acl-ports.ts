import { attribute, converted, object, type Read, when } from '../mapper.ts';
import { step } from '../traced.ts';

/** Source: IANA protocol numbers, as CloudFormation writes them (AWS::EC2::NetworkAclEntry Protocol). */
const NUMBERS: { readonly [name: string]: number } = { all: -1, icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/** The protocol as a number, as CloudFormation has it; a name that is not known stays. */
export const protocolNumber: Read = converted('protocol', (value) => {
  const name = String(value).toLowerCase();
  if (Object.hasOwn(NUMBERS, name)) return NUMBERS[name];
  return /^-?\d+$/.test(name) ? Number(name) : value;
});

/** All protocols together have no ports; the provider writes 0 for them (EC2 API, NetworkAclEntry PortRange). */
export const portRange: Read = when(
  (at) => ['-1', 'all'].includes(String(step(at, 'protocol').value).toLowerCase()),
  () => undefined,
  object({ From: attribute('from_port'), To: attribute('to_port') }),
);
