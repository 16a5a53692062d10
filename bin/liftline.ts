import { App } from 'aws-cdk-lib';
import { bundleHandlers } from '../lib/aws/bundles.ts';
import { stageConfig } from '../lib/aws/config.ts';
import { addLiftline } from '../lib/aws/liftline.ts';
import { tokenIssuer } from '../lib/aws/token-issuer.ts';

// The CDK app: `npm run synth`, `npx cdk deploy --all`, and with `-c stage=prod` another stage.
const app = new App();
const context = (key: string) => app.node.tryGetContext(key);
addLiftline(app, {
  config: stageConfig(context('stage')),
  tokenIssuer: tokenIssuer(context),
  bundles: bundleHandlers(),
});
