//! Documents written by hand, as the CLI prints them.

use serde_json::json;

use super::super::Document;

mod ec2 {
    use aws_sdk_ec2::operation::describe_vpc_attribute::DescribeVpcAttributeOutput;
    use aws_sdk_ec2::types;

    use super::*;

    #[test]
    fn a_route_to_a_prefix_list() {
        let route = types::Route::builder()
            .destination_prefix_list_id("pl-6da54004")
            .gateway_id("vpce-0a1b2c3d")
            .origin(types::RouteOrigin::CreateRoute)
            .state(types::RouteState::Active)
            .build();
        assert_eq!(
            route.document(),
            json!({
                "DestinationPrefixListId": "pl-6da54004", "GatewayId": "vpce-0a1b2c3d",
                "Origin": "CreateRoute", "State": "active",
            })
        );
    }

    #[test]
    fn a_permission_for_another_group() {
        let pair = types::UserIdGroupPair::builder()
            .group_id("sg-0a1b2c3d")
            .user_id("111122223333")
            .description("from the load balancer")
            .build();
        let permission = types::IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(443)
            .to_port(443)
            .set_ip_ranges(Some(Vec::new()))
            .set_ipv6_ranges(Some(Vec::new()))
            .set_prefix_list_ids(Some(Vec::new()))
            .user_id_group_pairs(pair)
            .build();
        let group = types::SecurityGroup::builder().group_id("sg-0e").ip_permissions(permission).build();
        assert_eq!(
            vec![group].document(),
            json!([{
                "GroupId": "sg-0e",
                "IpPermissions": [{
                    "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                    "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [],
                    "UserIdGroupPairs": [{
                        "GroupId": "sg-0a1b2c3d", "UserId": "111122223333", "Description": "from the load balancer",
                    }],
                }],
            }])
        );
    }

    #[test]
    fn an_empty_list_is_no_absent_one() {
        let gateway = types::InternetGateway::builder();
        assert_eq!(gateway.clone().build().document(), json!({}));
        assert_eq!(gateway.set_attachments(Some(Vec::new())).build().document(), json!({"Attachments": []}));
    }

    #[test]
    fn an_attribute_of_a_vpc() {
        let value = types::AttributeBooleanValue::builder().value(true).build();
        let output = DescribeVpcAttributeOutput::builder().vpc_id("vpc-1").enable_dns_support(value).build();
        assert_eq!(output.document(), json!({"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}}));
    }

    #[test]
    fn a_value_that_the_sdk_does_not_know() {
        let endpoint = types::VpcEndpoint::builder().state(types::State::from("someday")).build();
        assert_eq!(endpoint.document(), json!({"State": "someday"}));
    }

    #[test]
    fn the_types_of_icmp() {
        let icmp = types::IcmpTypeCode::builder().r#type(8).code(-1).build();
        let entry = types::NetworkAclEntry::builder().egress(false).icmp_type_code(icmp).build();
        assert_eq!(entry.document(), json!({"Egress": false, "IcmpTypeCode": {"Type": 8, "Code": -1}}));
    }

    #[test]
    fn names_with_several_capitals() {
        let options = types::PrivateDnsNameOptionsOnLaunch::builder()
            .hostname_type(types::HostnameType::IpName)
            .enable_resource_name_dns_a_record(false)
            .enable_resource_name_dns_aaaa_record(true)
            .build();
        assert_eq!(
            options.document(),
            json!({
                "HostnameType": "ip-name", "EnableResourceNameDnsARecord": false,
                "EnableResourceNameDnsAAAARecord": true,
            })
        );
    }

    #[test]
    fn when_an_interface_was_attached() {
        let attachment = types::NetworkInterfaceAttachment::builder()
            .attach_time(aws_smithy_types::DateTime::from_secs(1_741_774_502))
            .delete_on_termination(true)
            .build();
        assert_eq!(
            attachment.document(),
            json!({"AttachTime": "2025-03-12T10:15:02+00:00", "DeleteOnTermination": true})
        );
    }
}

mod ecs {
    use std::collections::HashMap;

    use aws_sdk_ecs::types;
    use hopwise_import::{Options, read_documents};

    use super::*;

    #[test]
    fn the_attachment_of_a_task() {
        let detail = |name: &str, value: &str| types::KeyValuePair::builder().name(name).value(value).build();
        let attachment = types::Attachment::builder()
            .id("11f2b2b4")
            .r#type("ElasticNetworkInterface")
            .status("ATTACHED")
            .details(detail("networkInterfaceId", "eni-0a1b2c3d"))
            .build();
        assert_eq!(
            attachment.document(),
            json!({
                "id": "11f2b2b4", "type": "ElasticNetworkInterface", "status": "ATTACHED",
                "details": [{"name": "networkInterfaceId", "value": "eni-0a1b2c3d"}],
            })
        );
    }

    #[test]
    fn members_that_the_sdk_fills_in_are_there() {
        let item = types::CapacityProviderStrategyItem::builder().capacity_provider("FARGATE").build().unwrap();
        assert_eq!(item.document(), json!({"capacityProvider": "FARGATE", "weight": 0, "base": 0}));
    }

    #[test]
    fn maps_and_units() {
        let log = types::LogConfiguration::builder()
            .log_driver(types::LogDriver::Awslogs)
            .set_options(Some(HashMap::from([("awslogs-region".to_owned(), "eu-west-1".to_owned())])))
            .build()
            .unwrap();
        assert_eq!(log.document(), json!({"logDriver": "awslogs", "options": {"awslogs-region": "eu-west-1"}}));
        let storage = types::EphemeralStorage::builder().size_in_gib(21).build();
        assert_eq!(storage.document(), json!({"sizeInGiB": 21}));
        let service = types::Service::builder().enable_ecs_managed_tags(true).build().document();
        assert_eq!(service["enableECSManagedTags"], json!(true));
        let binding = types::NetworkBinding::builder().bind_ip("0.0.0.0").build();
        assert_eq!(binding.document(), json!({"bindIP": "0.0.0.0"}));
        let scale = types::Scale::builder().value(100.0).unit(types::ScaleUnit::Percent).build();
        assert_eq!(scale.document().to_string(), r#"{"unit":"PERCENT","value":100.0}"#);
    }

    #[test]
    fn unions_have_the_member_that_was_sent() {
        let allocation = types::NvidiaMpsAllocation::builder().memory(1024).build().unwrap();
        let strategy = types::SharingStrategy::NvidiaMps(allocation);
        assert_eq!(strategy.document(), json!({"nvidiaMps": {"memory": 1024}}));
    }

    #[test]
    fn what_could_not_be_described_is_a_warning() {
        let failure =
            types::Failure::builder().arn("arn:aws:ecs:eu-west-1:111122223333:task/c/1").reason("MISSING").build();
        let document = json!({"tasks": Vec::<types::Task>::new().document(), "failures": vec![failure].document()});
        let snapshot = read_documents([("tasks.json", document.to_string())], &Options::default()).unwrap();
        let [warning] = snapshot.warnings.as_slice() else { panic!("{:?}", snapshot.warnings) };
        assert!(warning.to_string().contains("MISSING"), "{warning}");
    }
}
