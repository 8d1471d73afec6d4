-- The logs of CloudTrail as a table for Athena. Nothing is copied and nothing is loaded:
-- partitions are projected from the names of folders.
-- Accounts: those of the loaded paths; add others.
-- Regions: those of the loaded paths; add others.
CREATE EXTERNAL TABLE cloudtrail_logs (
  eventversion string,
  useridentity struct<type:string,principalid:string,arn:string,accountid:string,
      invokedby:string,accesskeyid:string,username:string,identityprovider:string,
      credentialid:string,onbehalfof:struct<userid:string,identitystorearn:string>,
      invokedbydelegate:struct<accountid:string>,inscopeof:struct<sourcearn:string,
        sourceaccount:string,issuertype:string,credentialsissuedto:string>,
      sessioncontext:struct<attributes:struct<mfaauthenticated:string,
          creationdate:string>,sessionissuer:struct<type:string,
          principalid:string,arn:string,accountid:string,username:string>,
        ec2roledelivery:string,ec2issuedinvpc:string,sourceidentity:string,
        assumedroot:string,signinsessionarn:string,webidfederationdata:struct<federatedprovider:string,
          attributes:map<string,string>>>>,
  eventtime string,
  eventsource string,
  eventname string,
  awsregion string,
  sourceipaddress string,
  useragent string,
  errorcode string,
  errormessage string,
  requestparameters string,
  responseelements string,
  additionaleventdata string,
  requestid string,
  eventid string,
  readonly string,
  resources array<struct<arn:string,accountid:string,type:string,arnprefix:string>>,
  eventtype string,
  apiversion string,
  recipientaccountid string,
  serviceeventdetails string,
  sharedeventid string,
  vpcendpointid string,
  vpcendpointaccountid string,
  eventcategory string,
  managementevent string,
  addendum struct<reason:string,updatedfields:string,originalrequestid:string,
      originaleventid:string>,
  sessioncredentialfromconsole string,
  edgedevicedetails string,
  tlsdetails struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string,
      keyexchange:string>,
  insightdetails string,
  eventcontext string,
  accountid string,
  timewindow string,
  summary string,
  annotation string
)
PARTITIONED BY (account string, region string, `day` string)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://my-logs/team/AWSLogs/o-abcdef0123/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '111122223333,444455556666',
  'projection.region.type' = 'enum',
  'projection.region.values' = 'eu-west-1,us-east-1',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '2025/02/28,NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = 's3://my-logs/team/AWSLogs/o-abcdef0123/${account}/CloudTrail/${region}/${day}'
);
