export { CRM_EMAILS, crmEmails } from "./emails";
export { CRM_ENDPOINTS, crmEndpoints } from "./endpoints";
export { CRM_OVERVIEW, crmOverview } from "./overview";
