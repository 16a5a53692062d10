/** What every service's alarms ask for first; `STAGE` stands for the stage that the alarm is of. */
export const WAS_THERE_A_DEPLOY =
  'Was there a deploy just before? `aws cloudformation describe-stack-events --stack-name liftline-STAGE-app --max-items 20`';
export const IS_DYNAMODB_HEALTHY =
  'Is DynamoDB healthy in the Region? `aws health describe-events --filter services=DYNAMODB`';
