//! Audit trails of clouds, three folders deep.

use serde_json::Value;

use crate::demo::dashboards::{classic, dashboard};
use crate::demo::items::{
    DAILY, HOURLY, QUARTERLY, Tell, folder as folder_of, metrics, scheduled, search,
};

pub(super) fn folder() -> Value {
    folder_of(
        "Cloud audit",
        "Changes in cloud accounts",
        &[aws(), azure(), google()],
    )
}

fn aws() -> Value {
    folder_of(
        "AWS",
        "CloudTrail",
        &[
            folder_of(
                "IAM",
                "Identities and policies",
                &[
                    scheduled(
                        search(
                            "Root account used",
                            "The root user did anything at all",
                            "_sourceCategory=*/aws/cloudtrail \"\\\"type\\\":\\\"Root\\\"\"\n| json \"eventName\", \"sourceIPAddress\", \"recipientAccountId\" as event, src_ip, account\n| where event != \"AwsServiceEvent\"\n| count by account, event, src_ip",
                        ),
                        QUARTERLY,
                        "-15m",
                        0,
                        &Tell::Webhook("SOC PagerDuty"),
                    ),
                    scheduled(
                        search(
                            "Access keys created",
                            "",
                            "_sourceCategory=*/aws/cloudtrail CreateAccessKey\n| json \"userIdentity.arn\", \"requestParameters.userName\", \"recipientAccountId\" as actor, user, account nodrop\n| count by account, actor, user",
                        ),
                        HOURLY,
                        "-1h",
                        0,
                        &Tell::Webhook("Case intake"),
                    ),
                    search(
                        "Policies with a wildcard",
                        "Administrator rights given by hand",
                        "_sourceCategory=*/aws/cloudtrail (PutUserPolicy OR PutRolePolicy OR CreatePolicyVersion)\n| json \"requestParameters.policyDocument\", \"userIdentity.arn\" as policy, actor nodrop\n| where policy matches \"*\\\"Action\\\":\\\"*\\\"*\"\n| count by actor",
                    ),
                ],
            ),
            folder_of(
                "Storage",
                "Buckets",
                &[
                    scheduled(
                        search(
                            "Bucket made public",
                            "",
                            "_sourceCategory=*/aws/cloudtrail (PutBucketAcl OR PutBucketPolicy OR DeletePublicAccessBlock)\n| json \"requestParameters.bucketName\", \"userIdentity.arn\" as bucket, actor nodrop\n| where _raw matches \"*AllUsers*\" or _raw matches \"*DeletePublicAccessBlock*\"\n| count by bucket, actor",
                        ),
                        QUARTERLY,
                        "-15m",
                        0,
                        &Tell::ServiceNow("Service desk (ServiceNow)", 1),
                    ),
                    metrics(
                        "Bucket size",
                        "Bytes by bucket",
                        &[
                            "namespace=AWS/S3 metric=BucketSizeBytes statistic=Average | sum by BucketName",
                        ],
                    ),
                ],
            ),
            scheduled(
                search(
                    "CloudTrail switched off",
                    "Somebody stops the log that would tell",
                    "_sourceCategory=*/aws/cloudtrail (StopLogging OR DeleteTrail OR UpdateTrail)\n| json \"eventName\", \"userIdentity.arn\", \"recipientAccountId\" as event, actor, account\n| count by account, event, actor",
                ),
                QUARTERLY,
                "-15m",
                0,
                &Tell::Webhook("SOC PagerDuty"),
            ),
            dashboard(
                "AWS account activity",
                "",
                &[
                    (
                        "Calls by service",
                        "bar",
                        "_sourceCategory=*/aws/cloudtrail\n| json \"eventSource\" as service | count by service | top 10 service by _count",
                    ),
                    (
                        "Denied calls",
                        "line",
                        "_sourceCategory=*/aws/cloudtrail \"AccessDenied\"\n| timeslice 1h | count by _timeslice",
                    ),
                    (
                        "Console sign-ins without second factor",
                        "table",
                        "_sourceCategory=*/aws/cloudtrail ConsoleLogin\n| json \"additionalEventData.MFAUsed\", \"userIdentity.arn\" as mfa, user nodrop\n| where mfa = \"No\" | count by user",
                    ),
                    (
                        "Regions in use",
                        "pie",
                        "_sourceCategory=*/aws/cloudtrail | json \"awsRegion\" as region | count by region",
                    ),
                ],
            ),
        ],
    )
}

fn azure() -> Value {
    folder_of(
        "Azure",
        "Activity log and Entra audit",
        &[
            scheduled(
                search(
                    "Role assignments",
                    "New owners of subscriptions",
                    "_sourceCategory=*/azure/activity \"roleAssignments/write\"\n| json \"caller\", \"properties.requestbody\", \"resourceId\" as actor, body, resource nodrop\n| count by actor, resource",
                ),
                HOURLY,
                "-1h",
                0,
                &Tell::Webhook("SOC Microsoft Teams"),
            ),
            search(
                "Consent to applications",
                "",
                "_sourceCategory=*/azure/entra/audit \"Consent to application\"\n| json \"properties.initiatedBy.user.userPrincipalName\" as user nodrop\n| count by user",
            ),
            classic(
                "Azure activity (classic)",
                "Kept for customers on classic dashboards",
                &[
                    (
                        "Writes by caller",
                        "_sourceCategory=*/azure/activity | json \"caller\" | count by caller | top 10 caller by _count",
                    ),
                    (
                        "Failed operations",
                        "_sourceCategory=*/azure/activity Failed | json \"operationName\" as operation | count by operation",
                    ),
                ],
            ),
        ],
    )
}

fn google() -> Value {
    folder_of(
        "Google Cloud",
        "Admin activity",
        &[
            scheduled(
                search(
                    "Service account keys",
                    "",
                    "_sourceCategory=*/gcp/audit \"CreateServiceAccountKey\"\n| json \"protoPayload.authenticationInfo.principalEmail\" as actor nodrop\n| count by actor",
                ),
                DAILY,
                "-24h",
                0,
                &Tell::Email("cloud-soc@example.com"),
            ),
            search(
                "Firewall rules open to all",
                "",
                "_sourceCategory=*/gcp/audit \"firewalls.insert\" \"0.0.0.0/0\"\n| json \"protoPayload.authenticationInfo.principalEmail\", \"protoPayload.resourceName\" as actor, rule nodrop\n| count by actor, rule",
            ),
        ],
    )
}
