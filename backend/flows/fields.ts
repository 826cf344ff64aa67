/** The fields of a VPC flow record that the product uses, by their column name (underscores). Types: the VPC user guide. */
export const flowFields = {
  account_id: 'text',
  region: 'text',
  vpc_id: 'text',
  subnet_id: 'text',
  interface_id: 'text',
  instance_id: 'text',
  az_id: 'text',
  flow_direction: 'text',
  pkt_srcaddr: 'text',
  pkt_dstaddr: 'text',
  srcport: 'number',
  dstport: 'number',
  protocol: 'number',
  packets: 'number',
  bytes: 'number',
  start: 'number',
  end: 'number',
  action: 'text',
  log_status: 'text',
  traffic_path: 'number',
  pkt_src_aws_service: 'text',
  pkt_dst_aws_service: 'text',
  next_hop_az_id: 'text',
  next_hop_interface_type: 'text',
  next_hop_vpc_id: 'text',
} as const satisfies Record<string, 'text' | 'number'>;

export type FlowField = keyof typeof flowFields;
export const flowFieldNames = Object.keys(flowFields) as FlowField[];
