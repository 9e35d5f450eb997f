import {
  attribute,
  each,
  eachOrAny,
  itemTags,
  listOfOne,
  nonEmpty,
  object,
  orDefault,
  type Read,
  reported,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, filled, ifSet, reportedAs, unlessAttached } from '../shapes.ts';
import { step } from '../traced.ts';
import { portRange, protocolNumber } from './network-acl-ports.ts';

/** AWS::EC2::Subnet. Source of defaults: EC2 API, CreateSubnet, ModifySubnetAttribute: no public addresses on launch. */
export const ec2Subnet: TypeMapper = {
  type: 'AWS::EC2::Subnet',
  identity: 'SubnetId',
  terraform: ['aws_subnet', 'aws_default_subnet'],
  keys: ['id', 'arn'],
  alwaysSet: ['SubnetId', 'VpcId', 'AvailabilityZone'],
  properties: {
    ...attributes({ SubnetId: 'id', VpcId: 'vpc_id', AvailabilityZone: 'availability_zone' }),
    ...filled({ CidrBlock: 'cidr_block', Ipv6CidrBlock: 'ipv6_cidr_block', OutpostArn: 'outpost_arn' }),
    ...defaulted({
      MapPublicIpOnLaunch: ['map_public_ip_on_launch', false],
      AssignIpv6AddressOnCreation: ['assign_ipv6_address_on_creation', false],
      EnableDns64: ['enable_dns64', false],
      Ipv6Native: ['ipv6_native', false],
    }),
    Tags: tagList(),
  },
  names: { VpcId: 'AWS::EC2::VPC' },
  item: {
    ...reportedAs({
      SubnetId: 'subnetId',
      VpcId: 'vpcId',
      AvailabilityZone: 'availabilityZone',
      CidrBlock: 'cidrBlock',
      OutpostArn: 'outpostArn',
      MapPublicIpOnLaunch: 'mapPublicIpOnLaunch',
      AssignIpv6AddressOnCreation: 'assignIpv6AddressOnCreation',
      EnableDns64: 'enableDns64',
      Ipv6Native: 'ipv6Native',
    }),
    Tags: itemTags,
  },
};

/** AWS::EC2::RouteTable; `Routes` is an extension (AWS Config), since CloudFormation keeps each route apart. */
export const ec2RouteTable: TypeMapper = {
  type: 'AWS::EC2::RouteTable',
  identity: 'RouteTableId',
  terraform: ['aws_route_table', 'aws_default_route_table'],
  keys: ['id', 'arn'],
  alwaysSet: ['RouteTableId', 'VpcId'],
  properties: {
    ...attributes({ RouteTableId: 'id', VpcId: 'vpc_id' }),
    Routes: orDefault(
      eachOrAny(
        'route',
        object(
          filled({
            DestinationCidrBlock: 'cidr_block',
            DestinationIpv6CidrBlock: 'ipv6_cidr_block',
            DestinationPrefixListId: 'destination_prefix_list_id',
            GatewayId: 'gateway_id',
            NatGatewayId: 'nat_gateway_id',
            NetworkInterfaceId: 'network_interface_id',
            TransitGatewayId: 'transit_gateway_id',
            VpcEndpointId: 'vpc_endpoint_id',
            VpcPeeringConnectionId: 'vpc_peering_connection_id',
            EgressOnlyInternetGatewayId: 'egress_only_gateway_id',
          }),
        ),
      ),
      [],
    ),
    Tags: tagList(),
  },
  names: { VpcId: 'AWS::EC2::VPC' },
  satellites: [
    {
      terraform: 'aws_route',
      owner: 'route_table_id',
      property: 'Routes',
      read: listOfOne(
        object(
          ifSet({
            DestinationCidrBlock: 'destination_cidr_block',
            DestinationIpv6CidrBlock: 'destination_ipv6_cidr_block',
            DestinationPrefixListId: 'destination_prefix_list_id',
            GatewayId: 'gateway_id',
            NatGatewayId: 'nat_gateway_id',
            NetworkInterfaceId: 'network_interface_id',
            TransitGatewayId: 'transit_gateway_id',
            VpcEndpointId: 'vpc_endpoint_id',
            VpcPeeringConnectionId: 'vpc_peering_connection_id',
            EgressOnlyInternetGatewayId: 'egress_only_gateway_id',
          }),
        ),
      ),
      union: true,
    },
  ],
  item: {
    ...reportedAs({ RouteTableId: 'routeTableId', VpcId: 'vpcId' }),
    Routes: within(
      'configuration',
      each(
        'routes',
        object(
          filled({
            DestinationCidrBlock: 'destinationCidrBlock',
            DestinationIpv6CidrBlock: 'destinationIpv6CidrBlock',
            DestinationPrefixListId: 'destinationPrefixListId',
            GatewayId: 'gatewayId',
            NatGatewayId: 'natGatewayId',
            NetworkInterfaceId: 'networkInterfaceId',
            TransitGatewayId: 'transitGatewayId',
            VpcPeeringConnectionId: 'vpcPeeringConnectionId',
            EgressOnlyInternetGatewayId: 'egressOnlyInternetGatewayId',
          }),
        ),
      ),
    ),
    Tags: itemTags,
  },
};

/** AWS::EC2::InternetGateway. */
export const ec2InternetGateway: TypeMapper = {
  type: 'AWS::EC2::InternetGateway',
  terraform: ['aws_internet_gateway'],
  keys: ['id', 'arn'],
  alwaysSet: ['InternetGatewayId'],
  properties: { InternetGatewayId: attribute('id'), Tags: tagList() },
  item: { InternetGatewayId: reported('internetGatewayId'), Tags: itemTags },
};

/** AWS::EC2::NatGateway. Source of defaults: EC2 API, CreateNatGateway ConnectivityType. */
export const ec2NatGateway: TypeMapper = {
  type: 'AWS::EC2::NatGateway',
  terraform: ['aws_nat_gateway'],
  keys: ['id'],
  alwaysSet: ['NatGatewayId', 'SubnetId'],
  properties: {
    ...attributes({ NatGatewayId: 'id', SubnetId: 'subnet_id' }),
    ...filled({ AllocationId: 'allocation_id' }),
    ...defaulted({ ConnectivityType: ['connectivity_type', 'public'] }),
    Tags: tagList(),
  },
  names: { SubnetId: 'AWS::EC2::Subnet' },
  item: {
    ...reportedAs({ NatGatewayId: 'natGatewayId', SubnetId: 'subnetId', ConnectivityType: 'connectivityType' }),
    AllocationId: within('configuration', within('natGatewayAddresses', nonEmpty('allocationId'))),
    Tags: itemTags,
  },
};

/** One entry of a network ACL. Protocol numbers are text in Terraform; -1 is every protocol. */
function entry(egress: boolean): Read {
  return object({
    RuleNumber: attribute('rule_no'),
    RuleAction: attribute('action'),
    Protocol: protocolNumber,
    Egress: () => ({ kind: 'value', value: egress, at: undefined }),
    ...filled({ CidrBlock: 'cidr_block', Ipv6CidrBlock: 'ipv6_cidr_block' }),
    PortRange: portRange,
  });
}

const aclEntries: Read = (at) => {
  const parts = [eachOrAny('ingress', entry(false))(at), eachOrAny('egress', entry(true))(at)];
  const unknown = parts.find((part) => part?.kind === 'unknown' && at.native.isConfigured(part.at?.path ?? []));
  const items = parts.flatMap((part) => (part?.kind === 'list' ? part.items : []));
  const isAny = parts.some((part) => part?.kind === 'list' && part.open !== undefined);
  const open = isAny || unknown !== undefined || (!at.native.isNew && parts.some((part) => part?.kind === 'unknown'));
  return { kind: 'list', items, at: { native: at.native, path: [] }, ...(open ? { open: 'after-apply' } : {}) };
};

const aclRule: Read = object({
  ...attributes({ RuleNumber: 'rule_number', RuleAction: 'rule_action' }),
  Protocol: protocolNumber,
  Egress: orDefault(attribute('egress'), false),
  ...filled({ CidrBlock: 'cidr_block', Ipv6CidrBlock: 'ipv6_cidr_block' }),
  PortRange: portRange,
});

/**
 * AWS::EC2::NetworkAcl; `Entries` is an extension (AWS Config), so that a policy sees what an ACL lets through. A new
 * ACL denies all (Amazon VPC User Guide, "Custom network ACLs").
 */
export const ec2NetworkAcl: TypeMapper = {
  type: 'AWS::EC2::NetworkAcl',
  identity: 'NetworkAclId',
  terraform: ['aws_network_acl', 'aws_default_network_acl'],
  keys: ['id', 'arn'],
  alwaysSet: ['NetworkAclId', 'VpcId'],
  properties: { ...attributes({ NetworkAclId: 'id', VpcId: 'vpc_id' }), Entries: aclEntries, Tags: tagList() },
  names: { VpcId: 'AWS::EC2::VPC' },
  satellites: [
    {
      terraform: 'aws_network_acl_rule',
      owner: 'network_acl_id',
      property: 'Entries',
      read: listOfOne(aclRule),
      union: true,
    },
  ],
  item: {
    ...reportedAs({ NetworkAclId: 'networkAclId', VpcId: 'vpcId' }),
    Entries: within(
      'configuration',
      each(
        'entries',
        object({
          RuleNumber: attribute('ruleNumber'),
          RuleAction: attribute('ruleAction'),
          Protocol: protocolNumber,
          Egress: attribute('egress'),
          ...filled({ CidrBlock: 'cidrBlock', Ipv6CidrBlock: 'ipv6CidrBlock' }),
          PortRange: within('portRange', object({ From: attribute('from'), To: attribute('to') })),
        }),
      ),
    ),
    Tags: itemTags,
  },
};

/** AWS::EC2::NetworkAclEntry. */
export const ec2NetworkAclEntry: TypeMapper = {
  type: 'AWS::EC2::NetworkAclEntry',
  terraform: ['aws_network_acl_rule'],
  keys: ['id'],
  alwaysSet: ['NetworkAclId', 'RuleNumber', 'RuleAction', 'Protocol'],
  properties: {
    NetworkAclId: attribute('network_acl_id'),
    RuleNumber: attribute('rule_number'),
    RuleAction: attribute('rule_action'),
    Protocol: protocolNumber,
    Egress: orDefault(attribute('egress'), false),
    ...filled({ CidrBlock: 'cidr_block', Ipv6CidrBlock: 'ipv6_cidr_block' }),
    PortRange: portRange,
    Icmp: object({ Type: attribute('icmp_type'), Code: attribute('icmp_code') }),
  },
  names: { NetworkAclId: 'AWS::EC2::NetworkAcl' },
};

const FULL_ACCESS = {
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/**
 * AWS::EC2::VPCEndpoint. Without a policy of its own an endpoint lets everything through (AWS PrivateLink Guide,
 * "Default endpoint policy"); gateway load balancer endpoints have none.
 */
export const ec2VpcEndpoint: TypeMapper = {
  type: 'AWS::EC2::VPCEndpoint',
  identity: 'Id',
  terraform: ['aws_vpc_endpoint'],
  keys: ['id', 'arn'],
  alwaysSet: ['Id', 'VpcId', 'VpcEndpointType'],
  properties: {
    ...attributes({ Id: 'id', VpcId: 'vpc_id' }),
    ...filled({ ServiceName: 'service_name' }),
    ...defaulted({
      VpcEndpointType: ['vpc_endpoint_type', 'Gateway'],
      PrivateDnsEnabled: ['private_dns_enabled', false],
    }),
    PolicyDocument: when(
      (at) => step(at, 'vpc_endpoint_type').value === 'GatewayLoadBalancer',
      () => undefined,
      orDefault(policyDocument('policy'), FULL_ACCESS),
    ),
    RouteTableIds: unlessAttached(['aws_vpc_endpoint_route_table_association'], nonEmpty('route_table_ids')),
    SubnetIds: unlessAttached(['aws_vpc_endpoint_subnet_association'], nonEmpty('subnet_ids')),
    SecurityGroupIds: attribute('security_group_ids'),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_vpc_endpoint_policy',
      owner: 'vpc_endpoint_id',
      property: 'PolicyDocument',
      read: policyDocument('policy'),
    },
  ],
  names: { VpcId: 'AWS::EC2::VPC' },
  item: {
    ...reportedAs({
      Id: 'vpcEndpointId',
      VpcId: 'vpcId',
      ServiceName: 'serviceName',
      VpcEndpointType: 'vpcEndpointType',
      PrivateDnsEnabled: 'privateDnsEnabled',
      RouteTableIds: 'routeTableIds',
      SubnetIds: 'subnetIds',
    }),
    PolicyDocument: within('configuration', policyDocument('policyDocument')),
    SecurityGroupIds: within('configuration', each('groups', attribute('groupId'))),
    Tags: itemTags,
  },
};

/** What takes an address after it was made. */
const ATTACHMENTS = ['aws_eip_association', 'aws_nat_gateway', 'aws_lb', 'aws_alb', 'aws_transfer_server'];

/** AWS::EC2::EIP. */
export const ec2Eip: TypeMapper = {
  type: 'AWS::EC2::EIP',
  terraform: ['aws_eip'],
  keys: ['id', 'allocation_id'],
  alwaysSet: ['AllocationId', 'PublicIp'],
  properties: {
    ...attributes({ AllocationId: 'allocation_id', PublicIp: 'public_ip' }),
    InstanceId: unlessAttached(ATTACHMENTS, nonEmpty('instance')),
    NetworkInterfaceId: unlessAttached(ATTACHMENTS, nonEmpty('network_interface')),
    ...defaulted({ Domain: ['domain', 'vpc'] }),
    Tags: tagList(),
  },
  names: { InstanceId: 'AWS::EC2::Instance' },
  item: {
    ...reportedAs({
      AllocationId: 'allocationId',
      PublicIp: 'publicIp',
      InstanceId: 'instanceId',
      NetworkInterfaceId: 'networkInterfaceId',
      Domain: 'domain',
    }),
    Tags: itemTags,
  },
};

/** AWS::EC2::TransitGateway. Source of defaults: EC2 API, TransitGatewayRequestOptions. */
export const ec2TransitGateway: TypeMapper = {
  type: 'AWS::EC2::TransitGateway',
  terraform: ['aws_ec2_transit_gateway'],
  keys: ['id', 'arn'],
  alwaysSet: ['Id', 'TransitGatewayArn'],
  properties: {
    ...attributes({ Id: 'id', TransitGatewayArn: 'arn', AmazonSideAsn: 'amazon_side_asn' }),
    ...filled({ Description: 'description', TransitGatewayCidrBlocks: 'transit_gateway_cidr_blocks' }),
    ...defaulted({
      AutoAcceptSharedAttachments: ['auto_accept_shared_attachments', 'disable'],
      DefaultRouteTableAssociation: ['default_route_table_association', 'enable'],
      DefaultRouteTablePropagation: ['default_route_table_propagation', 'enable'],
      DnsSupport: ['dns_support', 'enable'],
      MulticastSupport: ['multicast_support', 'disable'],
      VpnEcmpSupport: ['vpn_ecmp_support', 'enable'],
    }),
    Tags: tagList(),
  },
};

/** AWS::EC2::VPCPeeringConnection. */
export const ec2VpcPeering: TypeMapper = {
  type: 'AWS::EC2::VPCPeeringConnection',
  terraform: ['aws_vpc_peering_connection'],
  keys: ['id'],
  alwaysSet: ['Id', 'VpcId', 'PeerVpcId'],
  properties: {
    ...attributes({ Id: 'id', VpcId: 'vpc_id', PeerVpcId: 'peer_vpc_id' }),
    ...attributes({ PeerOwnerId: 'peer_owner_id', PeerRegion: 'peer_region' }),
    Tags: tagList(),
  },
  names: { VpcId: 'AWS::EC2::VPC', PeerVpcId: 'AWS::EC2::VPC' },
  item: {
    ...reportedAs({ Id: 'vpcPeeringConnectionId' }),
    ...Object.fromEntries(
      (
        [
          ['VpcId', 'requesterVpcInfo', 'vpcId'],
          ['PeerVpcId', 'accepterVpcInfo', 'vpcId'],
          ['PeerOwnerId', 'accepterVpcInfo', 'ownerId'],
          ['PeerRegion', 'accepterVpcInfo', 'region'],
        ] as const
      ).map(([property, side, name]) => [property, within('configuration', within(side, nonEmpty(name)))]),
    ),
    Tags: itemTags,
  },
};
