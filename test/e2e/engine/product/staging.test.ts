import { productSuite } from "./suite";

productSuite("staging");
